/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PEM_FAULT_H
#define PHONEWALL_PEM_FAULT_H

#include "base/file.h"

/**
 * phonewall_pem_certificate_fault - why no certificate was read from a file
 * @file: the file, from which OpenSSL read none in PEM form, or not all of them
 *
 * Return: what the file is, and what to do: static text.
 */
const char *phonewall_pem_certificate_fault(const struct phonewall_file *file);

/**
 * phonewall_pem_key_fault - why no private key was read from a file
 * @file: the file, from which OpenSSL read none in PEM form
 *
 * Return: what the file is, and what to do: static text.
 */
const char *phonewall_pem_key_fault(const struct phonewall_file *file);

#endif /* PHONEWALL_PEM_FAULT_H */
