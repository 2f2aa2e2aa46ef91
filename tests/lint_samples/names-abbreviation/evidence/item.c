static int item_cnt;
