// SPDX-License-Identifier: MIT
#include "vlan/choice.h"

static const char *const source_names[] = {
	[PHONEWALL_VLAN_SOURCE_NONE] = "none",
	[PHONEWALL_VLAN_SOURCE_LLDP_MED] = "LLDP-MED",
	[PHONEWALL_VLAN_SOURCE_CDP] = "CDP",
	[PHONEWALL_VLAN_SOURCE_VLAN_ID] = "VLAN_ID",
};

/* In cfg.xml, both 0 and 1 mean frames without a tag. */
static uint16_t configured(const struct phonewall_vlan_settings *settings,
			   uint16_t vlan)
{
	if (!settings->enabled || vlan >= PHONEWALL_VLAN_RESERVED ||
	    vlan == PHONEWALL_VLAN_UNTAGGED)
		return 0;
	return vlan;
}

bool phonewall_vlan_discovered(const struct phonewall_network_access *access)
{
	return !access->authentication;
}

static void choose_voice(const struct phonewall_vlan_settings *settings,
			 bool discovered,
			 const struct phonewall_learned_vlans *learned,
			 struct phonewall_vlan_choice *choice)
{
	if (discovered && settings->lldp_med && learned->lldp_med.heard) {
		choice->source = PHONEWALL_VLAN_SOURCE_LLDP_MED;
		choice->voice = learned->lldp_med.vlan;
	} else if (discovered && settings->cdp && learned->cdp.heard) {
		choice->source = PHONEWALL_VLAN_SOURCE_CDP;
		choice->voice = learned->cdp.vlan;
	} else if (settings->enabled) {
		choice->source = PHONEWALL_VLAN_SOURCE_VLAN_ID;
		choice->voice = configured(settings, settings->vlan_id);
	}
}

void phonewall_vlan_choose(const struct phonewall_vlan_settings *settings,
			   const struct phonewall_network_access *access,
			   const struct phonewall_learned_vlans *learned,
			   struct phonewall_vlan_choice *choice)
{
	*choice = (struct phonewall_vlan_choice){
		.source = PHONEWALL_VLAN_SOURCE_NONE,
		.pc = configured(settings, settings->pc_port_vlan_id),
	};
	choose_voice(settings, phonewall_vlan_discovered(access), learned,
		     choice);
}

const char *phonewall_vlan_source_name(enum phonewall_vlan_source source)
{
	return source_names[source];
}
