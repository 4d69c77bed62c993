/* Copying a file: the copy is there whole or not at all, and a file may be copied onto itself. */
#ifndef SIM_CAMPAIGN_FILE_COPY_H
#define SIM_CAMPAIGN_FILE_COPY_H

/* 0 or a negative errno. */
int file_copy(const char *from, const char *to) __attribute__((warn_unused_result));

#endif
