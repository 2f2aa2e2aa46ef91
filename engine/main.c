/* chosho: one binary, two processes: the monitor that a person starts, and the workers it
 * starts itself. */
#include "engine/commands/command.h"
#include "engine/run/worker.h"

#include <string.h>

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--worker") == 0)
        return worker_main(argc, argv);
    return command_main(argc, argv);
}
