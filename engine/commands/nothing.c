#include "engine/commands/nothing.h"

bool nothing_say(struct store *store, const char *none, struct error *err)
{
    int64_t results;

    if (!db_query_int(store_db(store), "SELECT count(*) FROM result", &results, err))
        return false;
    command_say("%s",
            results ? none
                    : TR("no run yet: chosho run",
                              "まだ実行していません。chosho run で実行します"));
    return true;
}
