// SPDX-License-Identifier: MIT
#include "proxy/settings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "proxy/target.h"

static const struct phonewall_parameter *
parameter(const struct phonewall_reading *reading,
	  enum phonewall_proxy_parameter row)
{
	return &reading->parameters->list[row][0];
}

/* An empty value has no text to show. */
static void add_fault(const struct phonewall_reading *reading,
		      enum phonewall_proxy_parameter row, const char *what)
{
	const struct phonewall_parameter *wrong = parameter(reading, row);

	phonewall_fault_add(reading->faults, wrong->line, wrong->name,
			    *wrong->text ? wrong->text : NULL, "%s", what);
}

/* The scheme is not required; with one, the phone speaks plain HTTP too. */
static const char *skip_scheme(const char *host)
{
	if (!strncasecmp(host, "http://", strlen("http://")))
		return host + strlen("http://");
	if (!strncasecmp(host, "https://", strlen("https://")))
		return host + strlen("https://");
	return host;
}

static void read_host(const struct phonewall_reading *reading,
		      struct phonewall_proxy_settings *settings)
{
	const struct phonewall_parameter *host =
		parameter(reading, PHONEWALL_PARAMETER_PROXY_HOST);
	const char *name = skip_scheme(host->text);

	settings->proxy.kind = PHONEWALL_PROXY_HTTP;
	if (!*host->text)
		add_fault(reading, PHONEWALL_PARAMETER_PROXY_HOST,
			  "is empty, although Proxy_Mode is Manual; set it to the proxy's name or address");
	else if (!phonewall_proxy_parse(name, 0, &settings->proxy))
		add_fault(reading, PHONEWALL_PARAMETER_PROXY_HOST,
			  "is not the name or address of a host; write it without a port and a path, as proxy.example.com");
	else if (settings->proxy.port)
		add_fault(reading, PHONEWALL_PARAMETER_PROXY_HOST,
			  "has a port; move it to Proxy_Port");
	else if (!strncasecmp(host->text, "https://", strlen("https://")))
		phonewall_warning_add(reading->warnings, "proxy-without-tls",
				      host->line, host->name, host->text,
				      "is spoken to in HTTP without TLS, whatever scheme it has; remove the scheme");
}

static void read_port(const struct phonewall_reading *reading,
		      struct phonewall_proxy_settings *settings)
{
	const struct phonewall_parameter *port =
		parameter(reading, PHONEWALL_PARAMETER_PROXY_PORT);

	settings->proxy.port = port->number;
	if (!port->number)
		phonewall_fault_add(reading->faults, port->line, port->name, "0",
				    "is no port; set it to 1 to 65535");
}

static char *read_credential(const struct phonewall_reading *reading,
			     enum phonewall_proxy_parameter row)
{
	const char *text = parameter(reading, row)->text;

	if (!*text)
		add_fault(reading, row,
			  "is empty, although Proxy_Server_Requires_Authentication is Yes; set it, or set that to No");
	else if (strlen(text) > PHONEWALL_PROXY_TEXT_MAX)
		add_fault(reading, row, "is longer than 255 bytes; shorten it");
	return phonewall_memory_print("%s", text);
}

/* RFC 7617, section 2: what is behind the first colon is the password. */
static void read_credentials(const struct phonewall_reading *reading,
			     struct phonewall_proxy_settings *settings)
{
	if (!parameter(reading,
	    PHONEWALL_PARAMETER_PROXY_SERVER_REQUIRES_AUTHENTICATION)->number)
		return;
	settings->username = read_credential(reading,
					     PHONEWALL_PARAMETER_PROXY_USERNAME);
	settings->password = read_credential(reading,
					     PHONEWALL_PARAMETER_PROXY_PASSWORD);
	if (strchr(settings->username, ':'))
		add_fault(reading, PHONEWALL_PARAMETER_PROXY_USERNAME,
			  "has a colon, which Basic authentication does not allow; choose a name without");
}

/* The name that the phones' own files have counts before the documented one. */
static const struct phonewall_parameter *
discovery(const struct phonewall_reading *reading)
{
	const struct phonewall_parameter *own =
		parameter(reading, PHONEWALL_PARAMETER_USE_AUTO_DISCOVERY_WPAD);
	const struct phonewall_parameter *documented = parameter(reading,
		PHONEWALL_PARAMETER_USE_AUTO_DISCOVERY_WPAD_AS_DOCUMENTED);

	return own->is_default && !documented->is_default ? documented : own;
}

static void warn_of_discovery(const struct phonewall_reading *reading)
{
	const struct phonewall_parameter *switched = discovery(reading);
	const struct phonewall_parameter *url =
		parameter(reading, PHONEWALL_PARAMETER_PAC_URL);

	if (*url->text)
		phonewall_warning_add(reading->warnings, "unused-pac-url",
				      url->line, url->name, url->text,
				      "is not used while %s is Yes; set that to No",
				      switched->name);
	phonewall_warning_add(reading->warnings, "unverified-pac",
			      switched->line, switched->name, switched->text,
			      "lets anybody who answers DHCP or DNS choose the proxy; set it to No, and PAC_URL to https://");
}

static void read_pac_url(const struct phonewall_reading *reading,
			 struct phonewall_proxy_settings *settings)
{
	const struct phonewall_parameter *url =
		parameter(reading, PHONEWALL_PARAMETER_PAC_URL);
	const char *fault;

	settings->pac_url = phonewall_memory_print("%s", url->text);
	fault = phonewall_pac_url_fault(url->text);
	if (!*url->text)
		add_fault(reading, PHONEWALL_PARAMETER_PAC_URL,
			  "is empty, although Proxy_Mode is Auto without WPAD; set it to the URL of a PAC script");
	else if (strlen(url->text) > PHONEWALL_PAC_URL_MAX)
		add_fault(reading, PHONEWALL_PARAMETER_PAC_URL,
			  "is longer than 511 bytes; shorten it");
	else if (fault)
		add_fault(reading, PHONEWALL_PARAMETER_PAC_URL, fault);
	else if (strncasecmp(url->text, "https://", strlen("https://")))
		phonewall_warning_add(reading->warnings, "unverified-pac",
				      url->line, url->name, url->text,
				      "can be changed by anybody on the way, who then chooses the proxy; use https://");
}

static void read_auto(const struct phonewall_reading *reading,
		      struct phonewall_proxy_settings *settings)
{
	settings->is_discovered = discovery(reading)->number;
	if (settings->is_discovered)
		warn_of_discovery(reading);
	else
		read_pac_url(reading, settings);
}

void phonewall_proxy_settings_read(const struct phonewall_reading *reading,
				   void *section)
{
	struct phonewall_proxy_settings *settings = section;

	*settings = (struct phonewall_proxy_settings){
		.mode = parameter(reading,
				  PHONEWALL_PARAMETER_PROXY_MODE)->number,
	};
	if (settings->mode == PHONEWALL_PROXY_MODE_MANUAL) {
		read_host(reading, settings);
		read_port(reading, settings);
		read_credentials(reading, settings);
	} else if (settings->mode == PHONEWALL_PROXY_MODE_AUTO) {
		read_auto(reading, settings);
	}
}

void phonewall_proxy_settings_clear(void *section)
{
	struct phonewall_proxy_settings *settings = section;

	if (settings->password)
		explicit_bzero(settings->password, strlen(settings->password));
	free(settings->password);
	free(settings->username);
	free(settings->pac_url);
	*settings = (struct phonewall_proxy_settings){ 0 };
}
