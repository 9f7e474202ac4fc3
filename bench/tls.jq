# SPDX-License-Identifier: MIT
#
# bench/tls.json as tables for a person, tab-separated. $part: "handshakes" or
# "memory".

def judge(met): if met then "met" else "NOT MET" end;
def percent: . * 10000 | round / 100;

if $part == "handshakes" then
	(["side", "version", "OpenSSL", "libphonewall-tls", "adds", "bound"]
		| @tsv),
	(.handshakes[]
		| (.library / .openssl - 1) as $more
		| [.side, .version, .openssl, .library, "\($more | percent) %",
		   "\(judge($more <= 0.02)): at most 2 %"]
		| @tsv)
else
	(["what", "bytes", "bound"] | @tsv),
	(.memory[]
		| [.what, .bytes, "\(judge(.bytes <= .most)): at most \(.most)"]
		| @tsv)
end
