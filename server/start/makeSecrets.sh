#!/bin/sh
# Makes what the containers of docker-compose.yml must know and nobody has to choose: `makeSecrets.sh <directory>`.
#
#   token      what SHAPAN_TOKEN_FILE names: let browsers and machines in by it
#   password   the database's: POSTGRES_PASSWORD_FILE of its image, DATABASE_PASSWORD_FILE of Shapan
#
# What is there stays, so a restart changes nothing. SHAPAN_TOKEN and POSTGRES_PASSWORD, where set, win over what is there: a database
# that was made with a password of one's own keeps it.
set -eu
umask 077
cd "$1"

random() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# Whole or not at all: written beside, then renamed.
keep() {
  if [ -n "$2" ]; then
    printf '%s' "$2" >"$1.new"
  elif [ ! -s "$1" ]; then
    random >"$1.new"
  else
    return 0
  fi
  mv "$1.new" "$1"
}

keep token "${SHAPAN_TOKEN:-}"
keep password "${POSTGRES_PASSWORD:-}"
