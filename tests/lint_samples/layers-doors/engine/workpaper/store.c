#include <libxml/parser.h>
#include <openssl/evp.h>
#include <pcre2.h>
#include <regex.h>
#include <zip.h>
#include <zlib.h>
#include <iconv.h>
#include <libxslt/xslt.h>
#include <seccomp.h>

void store_all(void);
void store_all(void)
{
    xmlReadFile(path, NULL, 0);
    if (sqlite3_open(path, &handle) != SQLITE_OK)
        now = time(NULL);
    seed = rand();
    setlocale(LC_ALL, "");
    printf("done");
    exit(1);
    system("ls");
    strcpy(to, from);
}
