/* SPDX-License-Identifier: MIT */
#ifndef OUTPUT_TEXT_H
#define OUTPUT_TEXT_H

/**
 * output_begin - redirect output to files
 *
 * Standard output and standard error, until output_end().
 */
void output_begin(void);

/**
 * output_end - end the redirection
 * @out: set to what went to standard output, to be released with free()
 * @error: the same for standard error
 */
void output_end(char **out, char **error);

#endif /* OUTPUT_TEXT_H */
