/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VERSION_H
#define PHONEWALL_VERSION_H

/**
 * phonewall_version_compare - compare two numbers or two versions
 * @a: a whole number, or a version
 * @b: the same
 * @order: set to less than 0, 0 or more than 0, as @a is less than, equal to or
 *	greater than @b
 *
 * A whole number has up to 18 digits and may begin with "-". The version of a
 * firmware is as "sip8832.11-3-2MPP0001-609": the product, which does not count;
 * then parts that begin with a digit and may end in letters and digits, and
 * behind "MPP" those of the build. The version of hardware is as "2.0.1". Parts
 * are compared from left to right: the number, then what follows it in
 * alphabetical order. What has fewer parts is less.
 *
 * Return: 0, or -EINVAL if the two are not of the same form.
 */
int phonewall_version_compare(const char *a, const char *b, int *order);

#endif /* PHONEWALL_VERSION_H */
