const char *path = "/home/someone/data";
