int  item_size;
