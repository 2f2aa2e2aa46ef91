/* Whatever catalogue loads, each of its skeletons is a procedure that loads. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/xml.h"
#include "procedures/load.h"
#include "procedures/skeleton_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct skeleton_list *list, size_t i)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
    struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct complaint_list complaints;
    struct procedure procedure;
    struct error err = {0};

    complaint_list_init(&complaints);
    if (skeleton_write(list, &list->items[i], &text, &err) &&
            (!load_procedure("fuzz.xml", buf_text(&text), text.size, NULL, &arena,
                     &procedure, &complaints) ||
                    complaints.count > 0))
        abort();
    complaint_list_clear(&complaints);
    arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct complaint_list complaints;
    struct skeleton_list list;

    xml_prepare();
    complaint_list_init(&complaints);
    if (skeleton_find("fuzz.xml", NULL, (const char *)data, size, &arena, &list,
                &complaints)) {
        for (size_t i = 0; i < list.count && i < 20; i++)
            check(&list, i);
    }
    complaint_list_clear(&complaints);
    arena_clear(&arena);
    return 0;
}
