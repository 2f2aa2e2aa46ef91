#include "evidence/encoding/encoding_kanji.h"

#include <stdlib.h>
#include <uchar.h>

#include "evidence/charset/eucjp.h"

#define ENOUGH 7u     /* different common kanji */
#define MARK_WORTH 5u /* of these, where there is a mark of row 13 */
#define MARK_ROW 0xAD
#define KANJI_ROW 0xB0 /* the first */
#define HIGH 0xE0      /* and above: no half-width katakana */

/* Of names of people and places, departments, ledgers and systems; in their order. */
static const char16_t common[] =
        u"一丁七万三上下不与世中丸久之九也了予事二五井交京亮人仁今介仕他付代以仮件任企"
        u"伊休会伝位低住佐体作佳使供価係俊保信修倉個借値停健備債働優元先光入全八公六共"
        u"具典内円再冬処出分初別利制券削前剛力功加助労効勇動勘務勝勤北匠区医十千午半協"
        u"南単博却厚原友収取受口古句可台史右号各合吉同名向否告和咲品哉員哲問啓善営器四"
        u"回因団囲図国土在坂型基堀堂報場塚塩増売変夏外多夜大太夫失奈契奥女始姓委子字孝"
        u"学宅守安完宏定実室宮害容密寺対尋小少尾局屋山岡岩岸島崎川工左差己市希帳常幌平"
        u"年幸庁広店府度庫康建式引弘形彦彩役律後従復徹必応怠性恭恵悠情意愛態慎成戸所手"
        u"払承技抜抹拒拓接控推提援損操支改政敏敗教数文斉斎斗料新方施旅日旧早明星春昨昭"
        u"時晃智暇暗曜更書最月有服望朝期木未末本札杉材村東松林果枝柳柴査栗校株根案桜梨"
        u"械森植検楓業樋標権横樹橋機次止正武残毎氏気水永求江池決沙沢河治沼法注洋津派流"
        u"浜浦浩海消涼清済渡満準漢澤火災点無熊片版物特状率玲現理生産用田由申男町画畑番"
        u"異病発登白百的益監目直相省県真瞳矢知石研確示社神票福秀秋科秒秘程税種究空立章"
        u"端竹笠第等策算管節範簿籍精紀約納純細終組経結絡給絵続網総緑線締練績織署美義羽"
        u"翌翔翼考者職育自舞色花英茂茜荒菅菊菜葉蓮薬藤行術衛衣表裁裕製西要規視覧角解訂"
        u"計訓託記設許訳証評話認語誠課談請警議護谷豊象負財販責貴買貸費賀資賞質購赤超足"
        u"輔輝輸辺込近返追退送通造連週進運過道達遣邉郎部都配酒里野金針鈴銀録鍵長開間関"
        u"阪防阿降限院除険陽隆障雄雇電青静非項順須預領題額類飯館香馬高麻黄黒齢";

struct kanji {
    size_t all, common, different, different_common;
    bool has_mark, is_no_katakana;
    uint8_t seen[0x10000 / 8]; /* a bit for each character */
};

static int compare(const void *left, const void *right)
{
    char16_t a = *(const char16_t *)left, b = *(const char16_t *)right;

    return (a > b) - (a < b);
}

static bool is_common(uint16_t character)
{
    const char16_t key = character;

    return bsearch(&key, common, ARRAY_LENGTH(common) - 1, sizeof(key), compare) != NULL;
}

/* As katakana they begin with a small one and a bracket, a comma or a small vowel; a
 * middle dot may be a name's. */
static bool is_mark(const uint8_t *at)
{
    return at[0] == MARK_ROW &&
            ((at[1] >= 0xA1 && at[1] <= 0xA3) || (at[1] >= 0xA6 && at[1] <= 0xAA) ||
                    at[1] >= HIGH);
}

static void count(struct kanji *kanji, const uint8_t *at, size_t length,
        uint16_t character)
{
    uint8_t *seen = &kanji->seen[character / 8];
    uint8_t bit = (uint8_t)(1u << character % 8);
    bool mark = length == 2 && is_mark(at);
    bool good = mark || is_common(character);

    if (length == 1 || (length == 2 && !mark && at[0] < KANJI_ROW))
        return;
    kanji->all++;
    kanji->common += good;
    kanji->has_mark = kanji->has_mark || mark;
    kanji->is_no_katakana = kanji->is_no_katakana || mark || at[length - 1] >= HIGH;
    if (*seen & bit)
        return;
    *seen |= bit;
    kanji->different++;
    kanji->different_common += good;
}

bool encoding_kanji_is_evident(const uint8_t *bytes, size_t size, bool whole)
{
    struct kanji kanji = {0};
    size_t length;

    for (size_t at = 0; at < size; at += length) {
        uint16_t character;

        length = eucjp_decode(bytes + at, size - at, &character);
        if (!length && !whole && eucjp_is_cut_off(bytes + at, size - at))
            break;
        if (!length)
            return false;
        count(&kanji, bytes + at, length, character);
    }
    return kanji.is_no_katakana &&
            kanji.different_common + (kanji.has_mark ? MARK_WORTH - 1 : 0) >= ENOUGH &&
            3 * kanji.common >= 2 * kanji.all &&
            2 * kanji.different_common >= kanji.different;
}
