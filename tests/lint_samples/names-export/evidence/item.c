int fetch(void);

int fetch(void)
{
    return 1;
}
