/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PATHS_H
#define PHONEWALL_PATHS_H

/**
 * struct phonewall_agent_paths - where the agent finds and keeps its files
 * @configuration: cfg.xml
 * @settings: phonewall.conf
 * @state_directory: what outlives a boot
 * @run_directory: what does not
 */
struct phonewall_agent_paths {
	const char *configuration;
	const char *settings;
	const char *state_directory;
	const char *run_directory;
};

#endif /* PHONEWALL_PATHS_H */
