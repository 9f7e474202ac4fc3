#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The documents' commands of systemd's, as root, in the order in which they stand,
# with the service as its installation leaves it; the list "documents" beside this
# file holds them.

# shellcheck source=tests/netns/harness/lib.bash
. /phonewall/tests/lib.bash

while IFS=$'\t' read -r where command; do
	test_that "$where: $command" bash -c "${command#sudo }"
done <"$(dirname "$0")/documents"
cp /phonewall/installed.xml /etc/phonewall/cfg.xml
rm -f /etc/phonewall/phonewall.conf
systemctl start phonewalld
run_tests
