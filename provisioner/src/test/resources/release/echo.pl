# Stands in for an application: says how long a POST was, and takes up WebSockets, on which it sends one message back.
use strict;
use warnings;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(LocalAddr => $ARGV[0], Listen => 50, ReuseAddr => 1) or die "listen: $!";
$SIG{CHLD} = 'IGNORE';
while (my $client = $server->accept) {
    next if fork;
    my %header;
    my $request = <$client> // exit;
    while ((my $line = <$client>) =~ /\S/) {
        $header{lc $1} = $2 if $line =~ /^([^:]+):\s*(.*?)\s*$/;
    }
    if (lc($header{upgrade} // '') eq 'websocket' && lc($header{connection} // '') eq 'upgrade') {
        my $key = $header{'sec-websocket-key'} =~ s/[^A-Za-z0-9+\/=]//gr;
        my $accept = `printf %s '${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11' | openssl dgst -sha1 -binary | openssl base64`;
        chomp $accept;
        $client->print("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                . "Connection: Upgrade\r\nSec-WebSocket-Accept: $accept\r\n\r\n");
        $client->flush;
        # A frame of a client: a byte with the kind, one with the length, four of the mask, the message.
        read($client, my $head, 2);
        my $length = ord(substr $head, 1) & 127;
        read($client, my $mask, 4);
        read($client, my $message, $length);
        $message ^= substr $mask x $length, 0, $length;
        $client->print("\x81", chr $length, $message);
    } else {
        my $left = $header{'content-length'} // 0;
        my $body = "got $left, upgrade: " . ($header{upgrade} // 'none') . "\n";
        while ($left > 0) {
            my $n = read($client, my $part, $left < 65536 ? $left : 65536);
            last unless $n;
            $left -= $n;
        }
        $client->print("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ", length $body, "\r\n\r\n", $body);
    }
    close $client;
    exit;
}
