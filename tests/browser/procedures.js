// SPDX-License-Identifier: MIT
//
// The procedures of the vendor's security chapter that begin with "Access the Phone
// Web Interface", in its order: the tab under Voice, the section, and what each
// field is set to; then what phonewalld has to have in force.

'use strict';

module.exports = [
	{
		title: 'Restricted Access Domains', tab: 'System',
		section: 'System Configuration',
		fields: { 'Restricted Access Domains': 'example.net, voiceip.com' },
		inForce: { Restricted_Access_Domains: 'example.net, voiceip.com' },
	}, {
		title: 'DHCP options', tab: 'Provisioning',
		section: 'Configuration Profile',
		fields: {
			'DHCP Option To Use': '160,66',
			'DHCPv6 Option To Use': '17',
		},
		inForce: {
			DHCP_Option_To_Use: '160,66',
			DHCPv6_Option_To_Use: '17',
		},
	}, {
		title: 'Challenge for SIP INVITE', tab: 'Ext(1)',
		section: 'SIP Settings',
		fields: { 'Auth INVITE': 'Yes' },
		inForce: { Auth_INVITE_1_: 'Yes' },
	}, {
		title: 'SIP over TLS', tab: 'Ext(1)', section: 'SIP Settings',
		fields: { 'SIP Transport': 'TLS' },
		inForce: { SIP_Transport_1_: 'TLS' },
	}, {
		title: 'LDAP over TLS', tab: 'Phone', section: 'LDAP',
		fields: { Server: 'ldaps://10.45.76.79' },
		inForce: { LDAP_Server: 'ldaps://10.45.76.79' },
	}, {
		title: 'StartTLS', tab: 'Phone', section: 'LDAP',
		fields: {
			Server: 'ldap://10.45.76.79:389',
			'StartTLS Enable': 'Yes',
		},
		inForce: {
			LDAP_Server: 'ldap://10.45.76.79:389',
			LDAP_StartTLS_Enable: 'Yes',
		},
	}, {
		title: 'Disable the firewall', tab: 'System',
		section: 'Security Settings',
		fields: { Firewall: 'Disabled' },
		inForce: { Firewall: 'Disabled' },
	}, {
		title: 'Enable the firewall', tab: 'System',
		section: 'Security Settings',
		fields: { Firewall: 'Enabled' },
		inForce: { Firewall: 'Enabled' },
	}, {
		title: 'Broadcast Echo', tab: 'System', section: 'IPv6 Settings',
		fields: { 'Broadcast Echo': 'Enabled' },
		inForce: { Broadcast_Echo: 'Enabled' },
	}, {
		title: 'Firewall options', tab: 'System',
		section: 'Security Settings',
		fields: {
			Firewall: 'Enabled',
			'Firewall Options':
				'NO_ICMP_PING,TCP:12000,UDP:8000:8010',
		},
		inForce: {
			Firewall_Config: 'NO_ICMP_PING,TCP:12000,UDP:8000:8010',
		},
	}, {
		title: 'TLS cipher list', tab: 'System',
		section: 'Security Settings',
		fields: { 'TLS Cipher List': 'RSA:!aNULL:!eNULL' },
		inForce: { TLS_Cipher_List: 'RSA:!aNULL:!eNULL' },
	}, {
		title: 'Default cipher list', tab: 'System',
		section: 'Security Settings',
		fields: { 'TLS Cipher List': '' },
		inForce: { TLS_Cipher_List: '' },
	}, {
		title: 'Hostname verification', tab: 'Ext(16)',
		section: 'Proxy and Registration',
		fields: { 'TLS Name Validate': 'No' },
		inForce: { TLS_Name_Validate_16_: 'No' },
	}, {
		title: 'Media plane security', tab: 'Ext(1)',
		section: 'SIP Settings',
		fields: {
			'MediaSec Request': 'Yes',
			'MediaSec Over TLS Only': 'Yes',
		},
		inForce: {
			MediaSec_Request_1_: 'Yes',
			MediaSec_Over_TLS_Only_1_: 'Yes',
		},
	}, {
		title: '802.1X', tab: 'System',
		section: '802.1X Authentication',
		fields: { 'Enable 802.1X Authentication': 'Yes' },
		inForce: { 'Enable_802.1X_Authentication': 'Yes' },
	}, {
		title: 'Proxy by a script', tab: 'System',
		section: 'HTTP Proxy Settings',
		fields: {
			'Proxy Mode': 'Auto',
			'Use Auto Discovery (WPAD)': 'No',
			'PAC URL': 'http://proxy.example.net/proxy.pac',
		},
		inForce: {
			Proxy_Mode: 'Auto',
			Use_Auto_Discovery__WPAD_: 'No',
			PAC_URL: 'http://proxy.example.net/proxy.pac',
		},
	}, {
		title: 'Proxy by hand', tab: 'System',
		section: 'HTTP Proxy Settings',
		fields: {
			'Proxy Mode': 'Manual',
			'Proxy Host': 'proxy.example.net',
			'Proxy Port': '3128',
			'Proxy Server Requires Authentication': 'Yes',
			Username: 'phone',
			Password: 'a password of the proxy',
		},
		inForce: {
			Proxy_Mode: 'Manual',
			Proxy_Host: 'proxy.example.net',
			Proxy_Port: '3128',
			Proxy_Server_Requires_Authentication: 'Yes',
			Proxy_Username: 'phone',
			Proxy_Password: null,
		},
	}, {
		title: 'No proxy', tab: 'System', section: 'HTTP Proxy Settings',
		fields: { 'Proxy Mode': 'Off' },
		inForce: { Proxy_Mode: 'Off' },
	},
];
