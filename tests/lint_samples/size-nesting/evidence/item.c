void item_deep(int a)
{
    if (a) {
        for (;;) {
            while (a) {
                if (a) {
                    if (a == 2)
                        a--;
                }
            }
        }
    }
}
