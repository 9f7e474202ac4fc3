# SPDX-License-Identifier: MIT
#
# The packets that are measured, and what phonewall aims at: extra is what it
# may add, part how much that may be of what nftables adds, and whole_part how
# much the whole path may be of nftables' whole path.
[
  { "case": "rtp-in", "packet": "RTP in, open port",
    "extra": 100, "part": 0.05 },
  { "case": "rtp-in-call", "packet": "RTP in, of a call both ways" },
  { "case": "rtp-out", "packet": "RTP out",
    "extra": 100, "part": 0.07 },
  { "case": "tcp-round-trip", "packet": "TCP round trip, a byte each way",
    "extra": 160, "part": 0.045 },
  { "case": "tcp-round-trip-no-early-demux", "packet": "the same with early demux off",
    "extra": 400, "part": 0.12 },
  { "case": "udp-answer", "packet": "answer on a UDP flow",
    "extra": 200, "part": 0.12 },
  { "case": "udp-answer-connected", "packet": "the same to a connected socket" },
  { "case": "udp-new-flow", "packet": "new outgoing UDP flow, entry made",
    "extra": 600, "part": 0.4 },
  { "case": "udp-closed", "packet": "UDP to a closed port, silent",
    "extra": 0, "whole_part": 0.75 },
  { "case": "tcp-closed", "packet": "TCP SYN to a closed port",
    "extra": 0 },
  { "case": "echo-request", "packet": "echo request answered",
    "extra": 80, "part": 0.05 },
  { "case": "echo-reply-unasked", "packet": "echo reply that nobody asked for",
    "extra": 0 },
  { "case": "udp-fragment", "packet": "first fragment of UDP to a closed port" }
]
