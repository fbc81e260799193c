# What the scripts of the mysql_* resources can call; see the Java class Sh.

# mysql_root [OPTION…]: the server's own client as root through its socket, SQL on standard input. No option file is read,
# so that nobody's settings are in the way. A server that hangs is given up: its kernel accepts connections, and it does not greet.
mysql_root() {
  mysql_client=$(command -v mariadb || command -v mysql) || { echo 'no MySQL or MariaDB client is installed on this host' >&2; return 1; }
  "$mysql_client" --no-defaults --user=root --protocol=socket --connect-timeout=10 "$@"
}

mysql_is_mariadb() {
  case $(mysql_root --skip-column-names --execute='SELECT VERSION()') in
    *[Mm]aria*) return 0 ;;
    *) return 1 ;;
  esac
}

# mysql_admit MYSQL MARIADB: runs the SQL in the file that is for this server.
mysql_admit() {
  if mysql_is_mariadb; then mysql_root <"$2"; else mysql_root <"$1"; fi
}

# mysql_seed CLONE OPTIONS: the data of another server, onto one that holds none of its own. MySQL has a statement for it, in
# the file CLONE; it starts the server anew. MariaDB gets a consistent dump, taken with the client's OPTIONS.
mysql_seed() {
  if mysql_is_mariadb; then mysql_seed_dump "$2"; else mysql_seed_clone "$1"; fi
}

# mysql_reseed CLONE OPTIONS: likewise onto a server whose own data is lost by it. Before anything of that goes, the server takes no
# writes and replicates from nobody, so that it is no source for anybody until it is a replica, wherever this is interrupted.
mysql_reseed() {
  mysql_alone
  mysql_seed "$@"
}

mysql_alone() {
  if mysql_is_mariadb; then
    mysql_root --execute='SET GLOBAL read_only = ON; STOP ALL SLAVES'
    mysql_root --batch --skip-column-names --execute='SHOW ALL SLAVES STATUS' | cut -f 1 \
      | sed "s/'/''/g; s/.*/RESET SLAVE '&' ALL;/" | mysql_root
  else
    # This sets read_only, too, which stays ON while CLONE needs the other one OFF: only administrators could write then.
    mysql_root --execute='SET GLOBAL super_read_only = ON; STOP REPLICA; RESET REPLICA ALL'
  fi
}

mysql_seed_clone() (
  # A server is copied by one other at a time; who comes second waits.
  while :; do
    said=$(mysql_root <"$1" 2>&1) || :
    case $said in
      *'Too many concurrent clone'*) sleep 2 ;;
      *) break ;;
    esac
  done
  # Where nothing starts it again, it has ended.
  left=600
  until mysql_root --execute='SELECT 1' >/dev/null 2>&1; do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then echo 'the server did not come back after cloning' >&2; exit 1; fi
    if [ $((left % 50)) -eq 0 ] && ! systemctl --quiet is-active mysql.service; then systemctl start mysql.service || :; fi
    sleep 0.2
  done
  state=$(mysql_root --skip-column-names --execute='SELECT STATE FROM performance_schema.clone_status')
  if [ "$state" != Completed ]; then
    printf '%s\n' "$said" >&2
    mysql_root --skip-column-names --execute='SELECT ERROR_MESSAGE FROM performance_schema.clone_status' >&2
    mysql_root --execute='SET GLOBAL super_read_only = ON'
    exit 1
  fi
)

# What is loaded is not written to the binary log. A schema of ours is there from the first statement to the last, so that
# half a seed is known for what it is, and made again. What the server has of its own, its binary log included, goes once the
# whole dump is here: the source knows nothing of it, and tables that the source has dropped since half a seed would stay.
mysql_seed_dump() (
  umask 077
  dump=$(mktemp "${TMPDIR:-/var/tmp}/provisioner-seed.XXXXXXXX")
  drops=$(mktemp "${TMPDIR:-/var/tmp}/provisioner-seed.XXXXXXXX")
  trap 'rm -f "$dump" "$drops"' EXIT
  mariadb-dump --defaults-file="$1" --all-databases --single-transaction --master-data=1 --gtid --routines --events \
    --triggers --flush-privileges --ignore-table=mysql.gtid_slave_pos >"$dump"
  mysql_root --batch --raw --skip-column-names >"$drops" <<'END'
SELECT CONCAT('DROP DATABASE `', REPLACE(SCHEMA_NAME, '`', '``'), '`;') FROM information_schema.SCHEMATA
  WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema', 'provisioner_seeding');
END
  {
    echo 'SET SESSION sql_log_bin = 0; CREATE DATABASE IF NOT EXISTS provisioner_seeding;'
    echo 'SET SESSION foreign_key_checks = 0;'
    cat "$drops"
    echo 'RESET MASTER;'
    cat "$dump"
    echo 'DROP DATABASE provisioner_seeding;'
  } | mysql_root
)

# mysql_restore BACKUP MARK: drops the databases of a backup and creates them from it. A backup that cannot be read to its end
# changes nothing. MARK is a file that says afterwards that it was done.
mysql_restore() (
  umask 077
  gzip -t "$1"
  {
    gzip -dc "$1" || echo 'this is no SQL: the backup cannot be read'
  } | mysql_root
  : >"$2"
)
