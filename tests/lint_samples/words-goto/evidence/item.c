void item_jump(void)
{
again:
    goto again;
}
