// SPDX-License-Identifier: MIT
#include "harness/connection.h"

#define LISTENING_PORT	7000

void connection_open(struct connection *connection, sa_family_t family)
{
	connection->out = path_from_phone(family, 0, LISTENING_PORT);
	connection->listener = tcp_listen(HOST_LAN, family, LISTENING_PORT);
	connection->phone = tcp_connect(HOST_PHONE, &connection->out);
	connection->out.from_port = socket_port(connection->phone);
	connection->in = path_back(&connection->out);
	connection->lan = tcp_accept(connection->listener);
}
