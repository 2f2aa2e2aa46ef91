#include "engine/commands/take_limits.h"

#include "engine/run/delivery_key.h"

/* Records that are in no count, or are compared in another way. */
static bool write_apart(const struct delivery_member *member, size_t side,
        struct buf *text, struct error *err)
{
    const struct difference_counts *counts = &member->counts;
    unsigned long long unreadable = counts->unreadable[side], blank = counts->blank[side];
    const char *of = side ? TR("the new one", "新しいもの")
                          : TR("the earlier one", "先のもの");
    uint64_t others = side ? counts->gone : counts->added;

    if (unreadable > 0 &&
            !buf_printf(text, err,
                    TR(" (records of %2$s that cannot be read and are not compared: %1$llu%3$s)",
                            "（%2$sの%1$llu件は読み取れず、比べていない%3$s）"),
                    unreadable, of,
                    others == 0 ? ""
                            : side
                            ? TR("; what counts as gone may be among them",
                                      "。なくなったと数えたものがその中にある可能性がある")
                            : TR("; what counts as new may be among them",
                                      "。増えたと数えたものがその中にある可能性がある")))
        return false;
    if (counts->repeated[side] > 0 &&
            !buf_printf(text, err,
                    TR(" (the key is not unique in %s: %llu records share theirs with another)",
                            "（%sではキーが一意でない: %llu件のキーがほかのレコードと重複）"),
                    of, (unsigned long long)counts->repeated[side]))
        return false;
    return blank == 0 ||
            buf_printf(text, err,
                    TR(" (records of %2$s whose key is blank, compared as wholes: %1$llu)",
                            "（%2$sの%1$llu件はキーが空のため、レコード全体で比べた）"),
                    blank, of);
}

/* --key is for the members that have all of it. */
static bool write_lacking(const struct delivery_member *member, const char *const *asked,
        size_t asked_count, struct buf *text, struct error *err)
{
    const char *lacking = delivery_key_lacking(member, asked, asked_count);

    return !lacking ||
            buf_printf(text, err,
                    TR(" (--key is not used here: there is no column '%s' in both deliveries)",
                            "（先と新しいものの両方に列「%s」があるわけではないため、--key は使わなかった）"),
                    lacking);
}

bool take_limits_write(const struct delivery_member *member, const char *const *asked,
        size_t asked_count, struct buf *text, struct error *err)
{
    const struct difference_counts *counts = &member->counts;

    if (!write_lacking(member, asked, asked_count, text, err))
        return false;
    if (member->key_count == 0 &&
            !buf_append_text(text,
                    TR(" (no key is known: only records that are wholly alike count as the same; --key COLUMN names one)",
                            "（キー列が不明のため、全く同じレコードだけを同じと数えた。--key 列名 で指定できる）"),
                    err))
        return false;
    for (size_t side = 0; side < 2; side++) {
        if (counts->is_part[side] &&
                !buf_printf(text, err,
                        TR(" (the rest of %s cannot be read)",
                                "（%sの残りは読み取れない）"),
                        side ? TR("the new one", "新しいもの")
                             : TR("the earlier one", "先のもの")))
            return false;
        if (!write_apart(member, side, text, err))
            return false;
    }
    return true;
}
