#!/bin/sh
# bare.sh FOLDER COMMAND WORD…: a command of /dist, which is that folder, on a host as bare as it gets: a root file system that cannot be
# written to, a temporary folder that permits no programs, a PATH of a few tools and no Java, and where this runs as root, a user without rights.
# In a mount namespace of its own: unshare --mount.
set -eu
folder=$1
shift
mount --make-rprivate /
# The folder may lie in what is covered next.
mount -t tmpfs none /mnt
mkdir /mnt/dist /mnt/bin
for program in cat cp env grep id kill mkdir readlink sed sh sleep; do
    ln -s "$(command -v "$program")" /mnt/bin/
done
mount --bind "$folder" /mnt/dist
mount -o remount,bind,ro /mnt/dist
[ ! -d /usr/lib/jvm ] || mount -t tmpfs none /usr/lib/jvm
mount -t tmpfs -o noexec,nosuid,mode=1777 none /tmp
# The next place that a library from a jar would be copied to.
[ ! -d /dev/shm ] || mount -t tmpfs -o noexec,nosuid,mode=1777 none /dev/shm
mount -o remount,bind,ro /
cd /
if [ "$(id -u)" = 0 ] && [ "$(sed -n 's/^ *0 *0 *//p' /proc/self/uid_map)" = 4294967295 ]; then
    exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs env -i PATH=/mnt/bin "$@"
fi
exec env -i PATH=/mnt/bin "$@"
