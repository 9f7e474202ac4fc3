/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AGENT_POLICY_H
#define PHONEWALL_AGENT_POLICY_H

#include <stdbool.h>

#include "accepted.h"
#include "base/source.h"
#include "module.h"
#include "status.h"
#include "store/merged.h"
#include "systems/systems.h"

/**
 * struct phonewall_refused_policy - the first policy that the module has refused
 *	in a judgement
 * @is_set: whether there is one
 * @origin: where its text is from
 * @text: the cfg.xml that asks for it, owned; empty for the factory defaults
 * @systems: what that asks for, owned
 * @store_generation: as of struct phonewall_agent_policy
 */
struct phonewall_refused_policy {
	bool is_set;
	enum phonewall_origin origin;
	struct phonewall_file text;
	struct phonewall_systems systems;
	unsigned long store_generation;
};

/**
 * struct phonewall_agent_policy - the cfg.xml in force, and the module's policy
 * @module: the link to the module, kept by the caller as are the next four
 * @settings: the settings of the device
 * @accepted: what is kept of accepted files
 * @status: where the result is reported
 * @parsed: what the text of a cfg.xml was parsed to last
 * @adopted: whether any cfg.xml, or the factory defaults, is in force
 * @systems: what it asks for: the policy that the module is to hold, and what the
 *	services go by; of use for these alone if the module refuses even the
 *	factory defaults
 * @text: its text, which is kept as accepted once the module holds the policy
 * @store_generation: of the store that it was merged with; 0 if it leaves the
 *	store out
 * @refused: what may yet serve the services; used within one judgement
 */
struct phonewall_agent_policy {
	struct phonewall_module *module;
	const struct phonewall_settings *settings;
	struct phonewall_accepted *accepted;
	struct phonewall_daemon_status *status;
	struct phonewall_parsed_text *parsed;
	bool adopted;
	struct phonewall_systems systems;
	struct phonewall_file text;
	unsigned long store_generation;
	struct phonewall_refused_policy refused;
};

/**
 * phonewall_agent_policy_judge - take what cfg.xml asks for, unless it is at fault
 *	or the module refuses it
 * @policy: the policy of before stays then; before the first the file that was
 *	accepted last is taken, or the factory defaults
 * @source: cfg.xml, which was read
 *
 * Notes in the status what became of it.
 */
void phonewall_agent_policy_judge(struct phonewall_agent_policy *policy,
				  const struct phonewall_source *source);

/**
 * phonewall_agent_policy_try_store - judge another store with the cfg.xml in force
 * @policy: the policy, which stays
 * @store: the store
 * @faults: every fault is added here
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_agent_policy_try_store(const struct phonewall_agent_policy *policy,
				     const struct phonewall_store *store,
				     struct phonewall_merged_faults *faults);

/**
 * phonewall_agent_policy_has_store - whether the store is part of the policy
 * @policy: the policy
 *
 * Return: whether the store is, as it is now.
 */
bool
phonewall_agent_policy_has_store(const struct phonewall_agent_policy *policy);

/**
 * phonewall_agent_policy_is_usable - whether a policy is in force that the module
 *	has not refused
 * @policy: the policy
 *
 * Return: whether there is.
 */
bool
phonewall_agent_policy_is_usable(const struct phonewall_agent_policy *policy);

/**
 * phonewall_agent_policy_program - have the module, which has come, hold it
 * @policy: a usable policy
 *
 * Notes in the status how the module stands to it.
 *
 * Return: as phonewall_module_program().
 */
int phonewall_agent_policy_program(struct phonewall_agent_policy *policy);

/**
 * phonewall_agent_policy_check - see whether the module still holds it
 * @policy: the policy; one that equals it is ours, whoever has set it
 *
 * Return: whether that is news, which the status has then.
 */
bool phonewall_agent_policy_check(struct phonewall_agent_policy *policy);

/**
 * phonewall_agent_policy_clear - release it; the module's policy stays
 * @policy: emptied
 */
void phonewall_agent_policy_clear(struct phonewall_agent_policy *policy);

#endif /* PHONEWALL_AGENT_POLICY_H */
