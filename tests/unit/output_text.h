/* SPDX-License-Identifier: MIT */
#ifndef OUTPUT_TEXT_H
#define OUTPUT_TEXT_H

/**
 * output_begin - have what is printed gone into files
 *
 * Standard output and standard error, until output_end().
 */
void output_begin(void);

/**
 * output_end - have it printed again
 * @out: set to what went to standard output, to be released with free()
 * @error: the same for standard error
 */
void output_end(char **out, char **error);

#endif /* OUTPUT_TEXT_H */
