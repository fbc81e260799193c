# What the scripts of the mysql_* resources can call; see the Java class Sh.

# mysql_root [OPTION…]: the server's own client as root through its socket, SQL on standard input. No option file is read,
# so that nobody's settings are in the way.
mysql_root() {
  mysql_client=$(command -v mariadb || command -v mysql) || { echo 'there is no client of MySQL or MariaDB here' >&2; return 1; }
  "$mysql_client" --no-defaults --user=root --protocol=socket "$@"
}
