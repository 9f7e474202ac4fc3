// SPDX-License-Identifier: MIT
#include "annotation.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "firewall/endpoint.h"
#include "port_list.h"

static void add(struct phonewall_annotation *annotation,
		const struct phonewall_opening *opening)
{
	annotation->openings =
		phonewall_memory_resize(annotation->openings,
					annotation->count + 1,
					sizeof(*annotation->openings));
	annotation->openings[annotation->count++] = *opening;
}

static bool holds(const struct phonewall_opening *opening, uint8_t protocol,
		  unsigned int port)
{
	return opening->protocol == protocol && port >= opening->range.first &&
	       port <= opening->range.last;
}

/* The part of each opening that lies in @held. */
static void add_opened(struct phonewall_annotation *annotation,
		       const struct phonewall_translation *translation,
		       uint8_t protocol,
		       const struct phonewall_port_range *held)
{
	size_t i;

	for (i = 0; i < translation->opening_count; i++) {
		struct phonewall_opening part = translation->openings[i];

		if (part.protocol != protocol ||
		    part.range.last < held->first ||
		    part.range.first > held->last)
			continue;
		if (part.range.first < held->first)
			part.range.first = held->first;
		if (part.range.last > held->last)
			part.range.last = held->last;
		add(annotation, &part);
	}
}

static bool is_opened(const struct phonewall_translation *translation,
		      uint8_t protocol, unsigned int port)
{
	size_t i;

	for (i = 0; i < translation->opening_count; i++)
		if (holds(&translation->openings[i], protocol, port))
			return true;
	return false;
}

/* The parts of @held that no opening holds. */
static void add_rest(struct phonewall_annotation *annotation,
		     const struct phonewall_translation *translation,
		     uint8_t protocol, const struct phonewall_port_range *held)
{
	struct phonewall_opening rest = { .protocol = protocol };
	unsigned int port;

	for (port = held->first; port <= held->last; port++) {
		if (is_opened(translation, protocol, port))
			continue;
		rest.range.first = port;
		while (port < held->last &&
		       !is_opened(translation, protocol, port + 1))
			port++;
		rest.range.last = port;
		add(annotation, &rest);
	}
}

static void add_ports(struct phonewall_annotation *annotation,
		      const struct phonewall_translation *translation,
		      uint8_t protocol, const struct phonewall_port_range *held,
		      size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		add_opened(annotation, translation, protocol, &held[i]);
		add_rest(annotation, translation, protocol, &held[i]);
	}
}

static void set_reason(struct phonewall_endpoint *endpoint,
		       const struct phonewall_translation *translation)
{
	size_t i;

	for (i = 0; i < translation->endpoint_count; i++)
		if (phonewall_endpoint_equal(endpoint,
					     &translation->endpoints[i]))
			endpoint->reason = translation->endpoints[i].reason;
}

void phonewall_annotation_set(struct phonewall_annotation *annotation,
			      struct phonewall_kernel_policy *policy,
			      const struct phonewall_translation *translation)
{
	size_t i;

	add_ports(annotation, translation, IPPROTO_UDP, policy->udp,
		  policy->udp_count);
	add_ports(annotation, translation, IPPROTO_TCP, policy->tcp,
		  policy->tcp_count);
	if (annotation->count)
		qsort(annotation->openings, annotation->count,
		      sizeof(*annotation->openings),
		      phonewall_port_list_compare);
	for (i = 0; i < policy->endpoint_count; i++)
		set_reason(&policy->endpoints[i], translation);
}

void phonewall_annotation_clear(struct phonewall_annotation *annotation)
{
	free(annotation->openings);
	memset(annotation, 0, sizeof(*annotation));
}
