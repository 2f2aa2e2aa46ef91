/* xmlstream.h - the door to libxml2 for XML that arrives in blocks: evidence
 *
 * Elements, their attributes and text are handed to the caller as they are met, tags with
 * their exact places in the bytes fed. The bytes are UTF-8; whoever has others decodes
 * them before (evidence/encoding/encoding.h), and what the XML declaration says of an
 * encoding is not looked at. A byte that its encoding did not have, carried as text.h
 * says, is given as U+FFFD, which has as many bytes. Memory does not grow with the
 * document.
 *
 * Refused before libxml2 sees it: a DOCTYPE (so only &lt; &gt; &amp; &quot; &apos; and
 * character references exist), a start tag over 64 KiB or with more than 256 attributes
 * (libxml2 takes O(n^2) time over them), elements more than 128 deep (xmlscan.h has these
 * three), over 1 MiB of text, comments or instructions between two tags, a NUL byte. And
 * where a stream's elements and attributes come to have more than 65,536 different names:
 * libxml2 keeps them all, and takes longer over each tag the more there are.
 * Nothing is ever fetched. A prefix that is not declared is no error: pieces cut out of a
 * document are read, too.
 *
 * Call xml_prepare() (xml.h) before a sandbox; no call here opens a file. */
#ifndef CHOSHO_XMLSTREAM_H
#define CHOSHO_XMLSTREAM_H

#include "engine/base/error.h"

struct xmlstream_attribute {
    const char *name;      /* local name */
    const char *prefix;    /* "" for none */
    const char *namespace; /* URI, "" for none */
    struct slice value;    /* references resolved, ends with a NUL */
};

struct xmlstream_tag {
    const char *name;                             /* local name */
    const char *prefix;                           /* "" for none */
    const char *namespace;                        /* URI, "" for none */
    const struct xmlstream_attribute *attributes; /* of a start tag, in their order; no
                                                     declarations of namespaces */
    size_t attribute_count;
    uint64_t begin, end; /* of the tag, in bytes fed: of its '<', and behind its '>'. The
                            end of "<a/>" has its start tag's */
    uint64_t line;       /* of its '<', from 1; counts LF */
    size_t depth;        /* 1 for a root */
};

/* What is met, in order; NULL for what is of no interest. Everything given lives until
 * the function returns; one that returns false ends the stream with its error. Text comes
 * in pieces, between the tags it stands between, references resolved and CDATA as text,
 * CR LF as LF (XML 1.0, 2.11); outside the roots it is not given. */
struct xmlstream_handler {
    bool (*begin)(void *context, const struct xmlstream_tag *tag, struct error *err);
    bool (*text)(void *context, struct slice text, struct error *err);
    bool (*end)(void *context, const struct xmlstream_tag *tag, struct error *err);
};

struct xmlstream;

/* many_roots: documents may follow one another, each with or without a declaration, as
 * wevtutil writes events. The handler is copied, the context borrowed. */
WARN_UNUSED bool xmlstream_new(const struct xmlstream_handler *handler, void *context,
        bool many_roots, struct xmlstream **ret_stream, struct error *err);
void xmlstream_free(struct xmlstream *stream);
CLEANUP_POINTER(struct xmlstream, xmlstream_free)

/* Takes whole pieces from the front of bytes, at most up to and with one tag, so that the
 * caller may pause there; *ret_taken 0 means that more is needed: what was not taken is
 * given again with more behind it (never more than 1 MiB is held back). last: nothing
 * comes behind these bytes; when all of them are taken the document is whole, or it is an
 * error.
 *
 * A tag's call may come with a later piece than its own (libxml2 waits for four bytes at
 * a document's beginning), at the latest with the last.
 *
 * ERROR_UNREADABLE: not well-formed, or refused; ERROR_LIMIT: over one of the limits
 * above; both with a sentence without a place, which is xmlstream_place(). Failed once,
 * it stays failed. */
WARN_UNUSED bool xmlstream_feed(struct xmlstream *stream, const char *bytes, size_t size,
        bool last, size_t *ret_taken, struct error *err);

/* Of the elements that are open; 0: also where a tag that was taken is still to be given,
 * or it has failed. */
size_t xmlstream_depth(const struct xmlstream *stream);

/* Instead of xmlstream_feed(): the next bytes are not parsed, and nothing in them is
 * given. The caller knows that they are well-formed content of the element that is open:
 * whole elements and what stands between them. Only where xmlstream_depth() is not 0. */
void xmlstream_pass(struct xmlstream *stream, const char *bytes, size_t size);

/* Whether the last byte was taken and all is well. */
bool xmlstream_is_finished(const struct xmlstream *stream);

struct xmlstream_place {
    uint64_t offset; /* in bytes fed */
    uint64_t line;   /* from 1 */
};

/* Where it stands; after a failure, of what failed. */
struct xmlstream_place xmlstream_place(const struct xmlstream *stream);

#endif
