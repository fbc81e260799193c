# Certificates and keys; see the Java classes InternalCertificate and CertificateReply.

# certificate_request KEY: makes a key beside KEY, which nobody uses yet, and prints a certificate request for it.
certificate_request() (
  umask 077
  new=${1%/*}/.${1##*/}.new
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$new"
  openssl req -new -key "$new" -subj /CN=host
)

# certificate_install KEY OWNER:GROUP MODE CERTIFICATE DIGEST: the key that was made before, and its certificate.
certificate_install() (
  new=${1%/*}/.${1##*/}.new
  chown "$2" "$new"
  chmod "$3" "$new"
  put "$4" root:root 0644 "$5"
  mv -fT "$new" "$1"
)
