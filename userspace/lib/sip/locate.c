// SPDX-License-Identifier: MIT
#include "sip/locate.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define PORT		5060
#define PORT_TLS	5061

static const char no_answer[] =
	"no DNS server tells where it is; check the network and resolv.conf(5)";
static const char no_address[] =
	"DNS knows no address of it; correct the name, or add an A record";
static const char no_server[] =
	"DNS says that it has no such service; set another SIP_Transport, or correct its SRV records";
static const char no_records[] =
	"its NAPTR records name SRV records that do not exist; correct them, or set a SIP_Transport other than Auto";
static const char no_truth[] =
	"DNS gives only servers that cannot be true; correct its SRV, A and AAAA records";
static const char no_proxy[] =
	"it is neither the name nor the address of a host; correct it";
static const char no_tls[] =
	"the line demands secure media, which SIP_Transport rules out; set it to TLS or Auto";

/* In the order in which Auto prefers them. */
static const struct {
	enum phonewall_transport transport;
	const char *service;
	const char *prefix;
} transports[] = {
	{ PHONEWALL_TRANSPORT_UDP, "sip+d2u", "_sip._udp." },
	{ PHONEWALL_TRANSPORT_TCP, "sip+d2t", "_sip._tcp." },
	{ PHONEWALL_TRANSPORT_TLS, "sips+d2t", "_sips._tcp." },
};

#define TRANSPORTS	(sizeof(transports) / sizeof(transports[0]))

/* splitmix64: enough to spread load. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t number = *state += 0x9e3779b97f4a7c15;

	number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
	number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
	return number ^ (number >> 31);
}

static bool is_allowed(const struct phonewall_sip_locator *locator,
		       enum phonewall_transport transport)
{
	return transport == PHONEWALL_TRANSPORT_TLS ||
	       !locator->goal.demands_tls;
}

/* What Auto is, if DNS does not say it. */
static enum phonewall_transport
own_transport(const struct phonewall_sip_locator *locator)
{
	if (locator->goal.transport != PHONEWALL_TRANSPORT_AUTO)
		return locator->goal.transport;
	return locator->goal.demands_tls ? PHONEWALL_TRANSPORT_TLS :
					   PHONEWALL_TRANSPORT_UDP;
}

static uint16_t default_port(enum phonewall_transport transport)
{
	return transport == PHONEWALL_TRANSPORT_TLS ? PORT_TLS : PORT;
}

static void end(struct phonewall_sip_locator *locator, const char *fault)
{
	struct phonewall_sip_targets *targets = &locator->targets;

	locator->question_count = 0;
	locator->fault = fault;
	if (targets->ttl > PHONEWALL_SIP_TTL_MAX)
		targets->ttl = PHONEWALL_SIP_TTL_MAX;
	if (targets->ttl < PHONEWALL_SIP_TTL_MIN || locator->is_unanswered ||
	    fault)
		targets->ttl = PHONEWALL_SIP_TTL_MIN;
}

static void ask(struct phonewall_sip_locator *locator, const char *name,
		enum phonewall_sip_dns_type type)
{
	struct phonewall_sip_question *question =
		&locator->questions[locator->question_count++];

	strcpy(question->name, name);
	question->type = type;
	locator->waiting++;
}

static void add_host(struct phonewall_sip_locator *locator, const char *name,
		     uint16_t port)
{
	if (locator->host_count == PHONEWALL_SIP_HOSTS_MAX)
		return;
	locator->ports[locator->host_count] = port;
	strcpy(locator->targets.hosts[locator->host_count++], name);
}

static void ask_for_addresses(struct phonewall_sip_locator *locator)
{
	for (size_t i = 0; i < locator->host_count; i++) {
		ask(locator, locator->targets.hosts[i], PHONEWALL_SIP_DNS_A);
		ask(locator, locator->targets.hosts[i],
		    PHONEWALL_SIP_DNS_AAAA);
	}
}

/* The domain itself is the server. */
static void ask_for_domain(struct phonewall_sip_locator *locator, uint16_t port)
{
	enum phonewall_transport transport = own_transport(locator);

	locator->targets.transport = transport;
	add_host(locator, locator->domain, port ?: default_port(transport));
	ask_for_addresses(locator);
}

static void add_service(struct phonewall_sip_locator *locator,
			enum phonewall_transport transport, const char *name)
{
	struct phonewall_sip_service *service;

	if (locator->service_count == PHONEWALL_TRANSPORT_AUTO)
		return;
	service = &locator->services[locator->service_count++];
	service->transport = transport;
	strcpy(service->name, name);
}

/* A domain whose prefixed name is too long has no SRV records. */
static void add_prefixed_services(struct phonewall_sip_locator *locator)
{
	char name[PHONEWALL_SIP_DNS_NAME];

	for (size_t i = 0; i < TRANSPORTS; i++)
		if ((locator->goal.transport == PHONEWALL_TRANSPORT_AUTO ||
		     locator->goal.transport == transports[i].transport) &&
		    is_allowed(locator, transports[i].transport) &&
		    (size_t)snprintf(name, sizeof(name), "%s%s",
				     transports[i].prefix,
				     locator->domain) < sizeof(name))
			add_service(locator, transports[i].transport, name);
}

/* Of the name as it is written, whose labels may say the transport. */
static void add_written_service(struct phonewall_sip_locator *locator,
				const char *written)
{
	enum phonewall_transport transport = own_transport(locator);

	for (size_t i = 0; i < TRANSPORTS; i++)
		if (locator->goal.transport == PHONEWALL_TRANSPORT_AUTO &&
		    is_allowed(locator, transports[i].transport) &&
		    !strncmp(written, transports[i].prefix,
			     strlen(transports[i].prefix)))
			transport = transports[i].transport;
	add_service(locator, transport, written);
}

static void ask_for_service(struct phonewall_sip_locator *locator)
{
	if (locator->service < locator->service_count)
		ask(locator, locator->services[locator->service].name,
		    PHONEWALL_SIP_DNS_SRV);
	else if (locator->has_refused)
		end(locator, no_server);
	else if (locator->has_lied)
		end(locator, no_truth);
	else if (locator->is_named)
		end(locator, no_records);
	else
		ask_for_domain(locator, 0);
}

static void note_ttl(struct phonewall_sip_locator *locator,
		     const struct phonewall_sip_dns_answer *answer)
{
	if (answer->outcome == PHONEWALL_SIP_DNS_SOME &&
	    answer->ttl < locator->targets.ttl)
		locator->targets.ttl = answer->ttl;
}

/* The place in transports[] of what a NAPTR record offers; -1 if it is nothing. */
static int offered(const struct phonewall_sip_locator *locator,
		   const struct phonewall_sip_dns_record *record)
{
	if (strcmp(record->flags, "s") || record->has_regexp || !*record->name ||
	    *record->name == '?')
		return -1;
	for (size_t i = 0; i < TRANSPORTS; i++)
		if (!strcmp(record->service, transports[i].service))
			return is_allowed(locator, transports[i].transport) ?
			       (int)i : -1;
	return -1;
}

/* Which of two NAPTR records comes first; @is_better: the transport is. */
static bool precedes(const struct phonewall_sip_dns_record *one,
		     const struct phonewall_sip_dns_record *other,
		     bool is_better)
{
	if (one->order != other->order)
		return one->order < other->order;
	if (one->preference != other->preference)
		return one->preference < other->preference;
	return is_better;
}

/* RFC 3263 section 4.1: one service is used, so that of the first record is. */
static void take_naptr(struct phonewall_sip_locator *locator,
		       const struct phonewall_sip_dns_answer *answer)
{
	const struct phonewall_sip_dns_record *first = NULL, *record;
	int place, best = -1;

	for (size_t i = 0; i < answer->count; i++) {
		record = &answer->records[i];
		place = offered(locator, record);
		if (place < 0 ||
		    (first && !precedes(record, first, place < best)))
			continue;
		first = record;
		best = place;
	}
	if (!first)
		return;
	locator->is_named = true;
	locator->service_count = 0;
	add_service(locator, transports[best].transport, first->name);
}

/*
 * An order that does not depend on that of the answer, which servers rotate;
 * weight 0 first, as RFC 2782 has it.
 */
static bool is_sorted(const struct phonewall_sip_dns_record *one,
		      const struct phonewall_sip_dns_record *other)
{
	int order;

	if (one->order != other->order)
		return one->order < other->order;
	if (!one->preference != !other->preference)
		return !one->preference;
	order = strcmp(one->name, other->name);
	return order ? order < 0 : one->port <= other->port;
}

static void swap(struct phonewall_sip_dns_record *one,
		 struct phonewall_sip_dns_record *other)
{
	struct phonewall_sip_dns_record record = *one;

	*one = *other;
	*other = record;
}

static void sort(struct phonewall_sip_dns_record *records, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j && !is_sorted(&records[j - 1],
						   &records[j]); j--)
			swap(&records[j - 1], &records[j]);
}

/* RFC 2782: of the first @count records, of one priority, one by its weight. */
static size_t pick(const struct phonewall_sip_dns_record *records, size_t count,
		   uint64_t *random)
{
	uint64_t sum = 0, number;
	size_t i;

	for (i = 0; i < count; i++)
		sum += records[i].preference;
	if (!sum)
		return next_random(random) % count;
	number = next_random(random) % (sum + 1);
	sum = records[0].preference;
	for (i = 0; sum < number; sum += records[i].preference)
		i++;
	return i;
}

static void order_by_weight(struct phonewall_sip_dns_record *records,
			    size_t count, uint64_t random)
{
	size_t same, i;

	sort(records, count);
	for (; count; records++, count--) {
		for (same = 1; same < count &&
		     records[same].order == records->order; same++)
			;
		/* The others keep their order. */
		for (i = pick(records, same, &random); i; i--)
			swap(&records[i - 1], &records[i]);
	}
}

/* Keeps the records whose servers may exist; returns how many. */
static size_t filter_servers(struct phonewall_sip_locator *locator,
			     struct phonewall_sip_dns_answer *answer)
{
	size_t kept = 0;

	for (size_t i = 0; i < answer->count; i++) {
		if (!*answer->records[i].name)
			locator->has_refused = true;
		else if (!answer->records[i].port ||
			 !phonewall_host_name_is_valid(answer->records[i].name))
			locator->has_lied = true;
		else
			answer->records[kept++] = answer->records[i];
	}
	return kept;
}

static void take_srv(struct phonewall_sip_locator *locator,
		     struct phonewall_sip_dns_answer *answer)
{
	size_t count = filter_servers(locator, answer);

	if (!count) {
		locator->service++;
		ask_for_service(locator);
		return;
	}
	order_by_weight(answer->records, count, locator->goal.random);
	locator->targets.transport =
		locator->services[locator->service].transport;
	for (size_t i = 0; i < count; i++)
		add_host(locator, answer->records[i].name,
			 answer->records[i].port);
	ask_for_addresses(locator);
}

static bool is_ipv4_server(const uint8_t bytes[4])
{
	return bytes[0] && bytes[0] != 127 && bytes[0] < 224;
}

static bool is_server(const struct phonewall_address *address)
{
	static const uint8_t nat64[] = { 0x00, 0x64, 0xff, 0x9b };
	const uint8_t *bytes = address->bytes;

	if (address->family == AF_INET)
		return is_ipv4_server(bytes);
	/* RFC 4291: ::/8 is ::, ::1 and IPv4 in IPv6; RFC 6052 uses a part. */
	if (!bytes[0])
		return !memcmp(bytes, nat64, sizeof(nat64));
	return bytes[0] != 0xff &&
	       (bytes[0] != 0xfe || (bytes[1] & 0xc0) != 0x80);
}

static void take_addresses(struct phonewall_sip_locator *locator, size_t number,
			   const struct phonewall_sip_dns_answer *answer)
{
	const struct phonewall_address *address;

	locator->found[number].count = 0;
	for (size_t i = 0; i < answer->count; i++) {
		address = &answer->records[i].address;
		if (!is_server(address))
			locator->has_lied = true;
		else if (locator->found[number].count <
			 PHONEWALL_SIP_FAMILY_ADDRESSES)
			locator->found[number].list[
				locator->found[number].count++] = *address;
	}
}

static void gather(struct phonewall_sip_locator *locator)
{
	struct phonewall_sip_targets *targets = &locator->targets;

	/* The questions of a host are side by side. */
	for (size_t i = 0; i < locator->question_count; i++)
		for (size_t j = 0; j < locator->found[i].count; j++)
			phonewall_sip_targets_add(targets,
						  &locator->found[i].list[j],
						  locator->ports[i / 2], i / 2);
	if (targets->count)
		end(locator, NULL);
	else if (locator->is_unanswered)
		end(locator, no_answer);
	else
		end(locator, locator->has_lied ? no_truth : no_address);
}

bool phonewall_sip_locate_answer(struct phonewall_sip_locator *locator,
				 size_t number,
				 const struct phonewall_sip_dns_answer *answer)
{
	enum phonewall_sip_dns_type type = locator->questions[number].type;
	struct phonewall_sip_dns_answer copy = *answer;

	locator->waiting--;
	note_ttl(locator, answer);
	if (answer->outcome == PHONEWALL_SIP_DNS_NOTHING)
		locator->is_unanswered = true;
	if (type == PHONEWALL_SIP_DNS_A || type == PHONEWALL_SIP_DNS_AAAA) {
		take_addresses(locator, number, answer);
		if (locator->waiting)
			return false;
		gather(locator);
		return true;
	}
	locator->question_count = 0;
	if (locator->is_unanswered) {
		end(locator, no_answer);
	} else if (type == PHONEWALL_SIP_DNS_NAPTR) {
		take_naptr(locator, answer);
		ask_for_service(locator);
	} else {
		take_srv(locator, &copy);
	}
	return true;
}

static bool is_multicast(const struct phonewall_address *address)
{
	return address->family == AF_INET ? address->bytes[0] >= 224 :
					    address->bytes[0] == 0xff;
}

static bool is_unspecified(const struct phonewall_address *address)
{
	static const uint8_t zeros[16];

	return !memcmp(address->bytes, zeros,
		       address->family == AF_INET ? 4 : 16);
}

static void take_literal(struct phonewall_sip_locator *locator,
			 const struct phonewall_address *address, uint16_t port)
{
	enum phonewall_transport transport = own_transport(locator);
	struct phonewall_sip_targets *targets = &locator->targets;
	char text[PHONEWALL_ADDRESS_TEXT];

	if (is_multicast(address) || is_unspecified(address)) {
		end(locator, no_proxy);
		return;
	}
	strcpy(targets->certificate_name,
	       phonewall_address_print(address, text));
	strcpy(targets->hosts[0], text);
	targets->transport = transport;
	phonewall_sip_targets_add(targets, address,
				  port ?: default_port(transport), 0);
	end(locator, NULL);
}

/* Splits NAME[:PORT]; @name in lower case, without the last dot. */
static bool read_name(const char *proxy, char name[PHONEWALL_SIP_DNS_NAME],
		      uint16_t *port)
{
	size_t length = strcspn(proxy, ":");
	uint32_t number = 0;

	if (proxy[length] &&
	    (!phonewall_text_number(proxy + length + 1, 10, UINT16_MAX,
				    &number) || !number))
		return false;
	*port = (uint16_t)number;
	if (length && proxy[length - 1] == '.')
		length--;
	if (!length || length >= PHONEWALL_SIP_DNS_NAME)
		return false;
	for (size_t i = 0; i < length; i++)
		name[i] = (char)(proxy[i] >= 'A' && proxy[i] <= 'Z' ?
				 proxy[i] - 'A' + 'a' : proxy[i]);
	name[length] = '\0';
	return true;
}

/* What follows the labels that begin with "_". */
static const char *domain_of(const char *name)
{
	const char *dot;

	while (*name == '_' && (dot = strchr(name, '.')))
		name = dot + 1;
	return name;
}

static void begin_with_name(struct phonewall_sip_locator *locator,
			    const char *name, uint16_t port)
{
	const struct phonewall_sip_goal *goal = &locator->goal;

	strcpy(locator->domain, domain_of(name));
	strcpy(locator->targets.certificate_name, locator->domain);
	if (port) {
		ask_for_domain(locator, port);
		return;
	}
	if (goal->uses_srv && goal->adds_srv_prefix)
		add_prefixed_services(locator);
	else if (goal->uses_srv)
		add_written_service(locator, name);
	if (goal->transport == PHONEWALL_TRANSPORT_AUTO)
		ask(locator, locator->domain, PHONEWALL_SIP_DNS_NAPTR);
	else
		ask_for_service(locator);
}

void phonewall_sip_locate_begin(struct phonewall_sip_locator *locator,
				const struct phonewall_sip_goal *goal)
{
	struct phonewall_address address;
	char name[PHONEWALL_SIP_DNS_NAME];
	uint16_t port = 0;
	bool has_port;

	*locator = (struct phonewall_sip_locator){ .goal = *goal };
	locator->goal.proxy = NULL;
	locator->targets.ttl = UINT32_MAX;
	if (goal->transport != PHONEWALL_TRANSPORT_AUTO &&
	    !is_allowed(locator, goal->transport))
		end(locator, no_tls);
	else if (phonewall_address_parse(goal->proxy, &address, &port,
					 &has_port) && (port || !has_port))
		take_literal(locator, &address, port);
	else if (read_name(goal->proxy, name, &port) &&
		 phonewall_host_name_is_valid(domain_of(name)))
		begin_with_name(locator, name, port);
	else
		end(locator, no_proxy);
}
