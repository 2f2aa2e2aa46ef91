const char *message = "not implemented";
