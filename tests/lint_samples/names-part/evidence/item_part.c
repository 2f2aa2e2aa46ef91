int item_find(void);

int item_find(void)
{
    return 1;
}
