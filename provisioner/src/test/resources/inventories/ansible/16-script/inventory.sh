#!/bin/sh
# A script as a cloud's tool would be.
test "$1" = --list || exit 1
cat <<'JSON'
{"web": {"hosts": ["w1", "w2"], "vars": {"http_port": 80, "tls": true}}, "db": ["d1"],
 "prod": {"children": ["web", "db"], "vars": {"env": "prod", "ratio": 0.5}},
 "_meta": {"hostvars": {"w1": {"ansible_host": "192.0.2.1", "tags": {"Name": "w1", "n": null}}, "d1": {"x": []}}}}
JSON
