# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Directories of unpacked packages in which programs run instead of in this
# machine's root. To be sourced after scripts/packages.bash.

# shellcheck disable=SC2154 # that says where the packages are

# What every build runs.
# shellcheck disable=SC2034 # whoever sources this uses them
root_programs=(make dpkg bash dash coreutils sed grep mawk findutils diffutils
	perl-base)

# unpack_with_dependencies FOLDER LOG PACKAGE...
unpack_with_dependencies()
{
	local root=$1 log=$2 file
	shift 2

	download "$log" "$@"
	say "unpacking"
	mkdir -p "$root"/{dev,proc,tmp} "$root"/usr/{bin,sbin,lib,lib64}
	[[ -L $root/bin ]] || ln -s usr/bin usr/sbin usr/lib usr/lib64 "$root"
	while read -r file; do
		unpack_package "$packages/$file" "$root"
	done < <(package_files "$@")
}

# Links that the packages' installation scripts would make.
link_programs()
{
	[[ -e $1/bin/sh ]] || ln -s dash "$1/bin/sh"
	[[ -e $1/bin/awk ]] || ln -s mawk "$1/bin/awk"
}

# run_in_root ROOT TOP COMMAND...: with the project at the same path, in a mount
# namespace of its own, so that the mounts go with it.
run_in_root()
{
	local root=$1 top=$2 user=()

	((EUID == 0)) || user=(--map-root-user)
	mkdir -p "$root$top"
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare --mount "${user[@]}" bash -c '
		root=$1 top=$2
		shift 2
		mount --rbind /dev "$root/dev" &&
			mount --rbind /proc "$root/proc" &&
			mount --rbind "$top" "$root$top" &&
			exec chroot "$root" /usr/bin/env -i \
				PATH=/usr/sbin:/usr/bin LC_ALL=C \
				bash -c "cd \"\$1\" && shift && exec \"\$@\"" \
				- "$top" "$@"' - "$@"
}
