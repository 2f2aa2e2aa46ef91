/* TODO: sizes */
