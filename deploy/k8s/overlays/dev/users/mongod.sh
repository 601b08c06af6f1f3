# Starts MongoDB's image with users: a replica set then wants a key file, which only its owner may read.
set -eu
rm -f /tmp/key /tmp/users-made
(umask 377 && printf %s "$MONGODB_KEY" > /tmp/key)
if [ "$(id -u)" = 0 ]; then chown mongodb /tmp/key; fi
exec docker-entrypoint.sh "$@"
