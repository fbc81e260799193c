# Reads commands where they arrive and writes nothing on the host. A lock that a run holds is only reported.
if [ -r /run/provisioner/holder ]; then
  while read -r pv_key pv_value; do
    case $pv_key in pid) pv_pid=$pv_value ;; esac
  done </run/provisioner/holder
  # shellcheck disable=SC3013 # dash, bash and busybox know -ef
  if [ "/proc/${pv_pid:-none}/fd/9" -ef /run/provisioner/lock ]; then emit .holder </run/provisioner/holder; fi
fi
pv_ready
pv_loop
exit 0
