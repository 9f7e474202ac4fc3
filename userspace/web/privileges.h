/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_PRIVILEGES_H
#define PHONEWALL_WEB_PRIVILEGES_H

/**
 * phonewall_privileges_drop() - give up every capability, for ever
 *
 * A process of root is refused: its user alone may read and write too much.
 *
 * Return: 0; -1 with the reason logged.
 */
int phonewall_privileges_drop(void);

#endif /* PHONEWALL_WEB_PRIVILEGES_H */
