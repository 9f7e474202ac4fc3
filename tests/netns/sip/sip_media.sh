#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A voice between two unmodified baresips, each behind a phonewall-sip of its own,
# with TLS to Kamailio, media security and SRTP.
#
#     phone                              lan                 pc
#     eth0 ----------------------------- eth0 -------------- eth0
#   alice - 127.0.0.1:5161 -           Kamailio, dnsmasq   bob - 127.0.0.1:5161
#   phonewall-sip, phonewalld                              phonewall-sip, phonewalld

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"
# shellcheck source=tests/netns/harness/sip.bash
. "$(dirname "$0")/sip.bash"

# write_voice FILE: a second of sound (8000 Hz, mono, 16 bits) between silence. Its
# G.711 is the text "v000000 v000001 ...", so each sample arrives as it is, and none
# is 0.
write_voice()
{
	awk '
		function byte(value) { printf "\\x%02x", value }
		function number(value, bytes) {
			for (; bytes; bytes--) {
				byte(value % 256)
				value = int(value / 256)
			}
		}
		function word(text, i) {
			for (i = 1; i <= length(text); i++)
				byte(index(ascii, substr(text, i, 1)) + 31)
		}
		function sample(code, inverse, value, i) {
			inverse = 255 - code
			value = inverse % 16 * 8 + 132
			for (i = int(inverse % 128 / 16); i; i--)
				value *= 2
			number(inverse < 128 ? value - 132 :
			       65536 + 132 - value, 2)
		}
		function silence(i) {
			for (i = 0; i < 4000; i++)
				number(0, 2)
		}
		BEGIN {
			for (i = 32; i < 127; i++)
				ascii = ascii sprintf("%c", i)
			word("RIFF"); number(36 + 32000, 4); word("WAVEfmt ")
			number(16, 4); number(1, 2); number(1, 2)
			number(8000, 4); number(16000, 4)
			number(2, 2); number(16, 2)
			word("data"); number(32000, 4)
			silence()
			for (i = 0; i < 1000; i++) {
				text = sprintf("v%06d ", i)
				for (j = 1; j <= 8; j++)
					sample(index(ascii,
						substr(text, j, 1)) + 31)
			}
			silence()
		}' >"$work/voice"
	printf '%b' "$(<"$work/voice")" >"$1"
}

# samples FILE: of a WAV, without the silence, which G.711 makes 2.
samples()
{
	od -An -v -tx2 -w2 -j 44 "$1" | grep -v "000[02]"
}

# registers HOST NAME ACCOUNT PARAMETER...: a phone behind its edge.
registers()
{
	use_edge_of "$1"
	start_edge "Proxy_1_=$sip_domain" "User_ID_1_=$2" Password_1_=secret \
		"${@:4}"
	wait_for line_is ready
	start_stack "$2" udp "audio_codecs=PCMU/8000/1$3"
	wait_for grep "registered $2" "$work/kamailio"
}

# talks ACCOUNT PARAMETER...: alice calls bob, who records what he hears. baresip
# ends a call when its sound ends.
talks()
{
	mkdir -p "$work/heard"
	start_sip_dns
	start_kamailio
	start wire in_host switch tcpdump -i bridge -n -l -A udp \
		portrange 10000-65535
	wait_for grep listening "$work/wire"
	baresip_lines=("module srtp.so" "module sndfile.so"
		"snd_path $work/heard")
	registers pc bob "$@"
	baresip_lines=("module srtp.so" "module aufile.so"
		"audio_source aufile,$work/voice.wav")
	registers phone alice "$@"
	tell phone dial "sip:bob@$sip_domain"
	wait_for said_times bob "Call established" 1
	wait_for said_times bob "session closed" 1
	expect_voice
}

# expect_voice: what bob has heard, without silence, is what alice has said.
expect_voice()
{
	samples "$work/voice.wav" >"$work/said"
	samples "$work"/heard/*-dec.wav >"$work/got"
	expect_equal "samples said" "$(wc -w <"$work/said")" 8000
	expect_equal "samples heard" "$(wc -w <"$work/got")" 8000
	cmp "$work/said" "$work/got"
}

# The positive control of what is not on the wire otherwise.
test_plain()
{
	talks ""
	wait_for grep -a "v000[0-9]* v000" "$work/wire"
}

test_secure()
{
	at_challenge='append_to_reply("Security-Server: sdes-srtp;mediasec\\r\\n");'
	talks ";mediaenc=srtp-mand" SIP_Transport_1_=TLS \
		MediaSec_Request_1_=Yes
	wait_for said_times wire " UDP, length 18[0-9]" 25
	expect_failure grep -a "v000" "$work/wire"
	grep "verify of alice sdes-srtp;mediasec, offer" "$work/kamailio"
	grep -a "^m=audio .* RTP/SAVP " "$work/kamailio"
	grep -a "^a=crypto:1 AES_CM_128_HMAC_SHA1_" "$work/kamailio"
	grep -a "^a=3ge2ae:requested" "$work/kamailio"
}

create_network
create_sip_user
tls_host=$sip_domain
make_tls_certificates
write_voice "$work/voice.wav"

sanitize_phonewalld
test_that "a voice arrives whole over UDP and RTP" test_plain
test_that "it does over TLS and SRTP, with media security" test_secure
run_tests
