# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the scripts share that make the test machine from Debian's packages. The
# packages are unpacked, never installed: none of their services starts, and no
# root is needed.

# shellcheck disable=SC2154 # whoever sources this says where the scripts are
# shellcheck source=scripts/architecture.bash
. "$scripts/architecture.bash"
contents=$scripts/image-contents
cache=${XDG_CACHE_HOME:-$HOME/.cache}/phonewall
packages=$cache/packages

say()
{
	echo "${0##*/}: $*" >&2
}

fail()
{
	say "$*"
	exit 1
}

# Prints "package word" for every word of the contents.
contents_words()
{
	local package words word

	while IFS=: read -r package words; do
		[[ -z $package || $package == \#* ]] && continue
		for word in $words; do
			echo "$package ${word/MULTIARCH/"$multiarch"}"
		done
	done < <(cat "$contents" ${more:+"$more"})
}

# Resolves dependencies from an empty system, so that the packages installed
# here do not matter: every library comes from a package, in one consistent set.
apt_get()
{
	apt-get -q -o Debug::NoLocking=1 -o APT::Sandbox::User= \
		-o APT::Install-Recommends=0 -o Dir::State::status=/dev/null \
		-o Dir::Cache::archives="$packages" "$@"
}

# The files of packages and of their dependencies. apt skips what its archive
# has already, so it gets an empty one.
package_files()
{
	local archive

	archive=$(mktemp -d "$cache/archive.XXXXXX")
	mkdir "$archive/partial"
	apt_get -o Dir::Cache::archives="$archive" \
		-y --print-uris install "$@" |
		sed -n "s/^'[^']*' \([^ ]*\) .*/\1/p"
	rm -rf "$archive"
}

# download LOG PACKAGE...: with their dependencies.
download()
{
	local log=$1
	shift

	mkdir -p "$packages/partial"
	apt_get -y --download-only install "$@" >"$log" 2>&1 ||
		download_failed "$log"
}

# download_only LOG PACKAGE...: without.
download_only()
{
	local log=$1
	shift

	mkdir -p "$packages/partial"
	(cd "$packages" && apt_get download "$@") >"$log" 2>&1 ||
		download_failed "$log"
}

download_failed()
{
	tail -n 5 "$1" >&2
	fail "a package could not be downloaded; run \`sudo apt-get update\`" \
		"and look at the network, then try again"
}

# newest_file PACKAGE [ARCHITECTURE]: of those that were downloaded.
newest_file()
{
	printf '%s\n' "$packages/$1_"*"${2:+_$2}.deb" | sort -V | tail -n 1
}

unpack_package()
{
	dpkg-deb --fsys-tarfile "$1" |
		tar -x -C "$2" --keep-directory-symlink --no-same-owner
}
