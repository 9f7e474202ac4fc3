// SPDX-License-Identifier: MIT
#include "store/logins.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

static const char *const names[PHONEWALL_LOGIN_ACCOUNTS] = {
	[PHONEWALL_LOGIN_ADMIN] = "admin",
	[PHONEWALL_LOGIN_USER] = "user",
};

const char *phonewall_login_account_name(enum phonewall_login_account account)
{
	return names[account];
}

static enum phonewall_login_account find_account(const char *name)
{
	enum phonewall_login_account account = 0;

	while (account < PHONEWALL_LOGIN_ACCOUNTS &&
	       strcmp(names[account], name))
		account++;
	return account;
}

/* Return: the account's password; "" if nobody may log in to it. */
static const char *password_of(const struct phonewall_web_settings *settings,
			       enum phonewall_login_account account)
{
	if (!settings->is_enabled)
		return "";
	if (account == PHONEWALL_LOGIN_USER)
		return settings->user_password;
	return settings->has_admin_access ? settings->admin_password : "";
}

/* Equal lengths are compared in a time that tells nothing. */
static bool digest(const char *text, unsigned char *result)
{
	return EVP_Digest(text, strlen(text), result, NULL, EVP_sha256(), NULL);
}

static bool has_digest(const char *text, const unsigned char *expected)
{
	unsigned char own[PHONEWALL_LOGIN_DIGEST];

	return digest(text, own) && !CRYPTO_memcmp(own, expected, sizeof(own));
}

static const char *
refuse_account(const struct phonewall_web_settings *settings,
	       enum phonewall_login_account account)
{
	if (account == PHONEWALL_LOGIN_ADMIN && !settings->has_admin_access)
		return "administrators cannot log in, because Enable_Web_Admin_Access is No; set it to Yes in cfg.xml";
	if (account == PHONEWALL_LOGIN_ADMIN)
		return "administrators cannot log in, because there is no Admin_Password; set one in cfg.xml";
	return "users cannot log in, because there is no User_Password; an administrator sets one";
}

/* An account that is attacked has an attempt every two seconds. */
static bool take_attempt(struct phonewall_logins *logins,
			 enum phonewall_login_account account, uint64_t now)
{
	uint64_t forgiven = (now - logins->since[account]) /
			    PHONEWALL_LOGIN_ATTEMPT_MS;
	unsigned int *attempts = &logins->attempts[account];

	*attempts -= forgiven < *attempts ? forgiven : *attempts;
	logins->since[account] += forgiven * PHONEWALL_LOGIN_ATTEMPT_MS;
	if (*attempts >= PHONEWALL_LOGIN_ATTEMPTS)
		return false;
	++*attempts;
	return true;
}

static struct phonewall_login *find_place(struct phonewall_logins *logins)
{
	struct phonewall_login *place = &logins->list[0];

	for (size_t i = 0; i < PHONEWALL_LOGINS_MAX; i++) {
		if (!*logins->list[i].name)
			return &logins->list[i];
		if (logins->list[i].used < place->used)
			place = &logins->list[i];
	}
	return place;
}

static const char *name_session(struct phonewall_login *session,
				const char *password)
{
	unsigned char bytes[PHONEWALL_LOGIN_SESSION_LENGTH / 2];

	if (RAND_bytes(bytes, sizeof(bytes)) != 1 ||
	    !digest(password, session->digest))
		return "the phone has no random numbers; restart it";
	for (size_t i = 0; i < sizeof(bytes); i++)
		sprintf(session->name + 2 * i, "%02x", bytes[i]);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return NULL;
}

static const char *begin(struct phonewall_logins *logins,
			 enum phonewall_login_account account,
			 const char *password, uint64_t now,
			 const struct phonewall_login **session)
{
	struct phonewall_login *place = find_place(logins);
	struct phonewall_login login = {
		.account = account,
		.begun = now,
		.used = now,
	};
	const char *fault = name_session(&login, password);

	if (fault)
		return fault;
	*place = login;
	*session = place;
	logins->attempts[account]--;
	return NULL;
}

const char *
phonewall_logins_begin(struct phonewall_logins *logins,
		       const struct phonewall_web_settings *settings,
		       const char *account, const char *password, uint64_t now,
		       const struct phonewall_login **session)
{
	enum phonewall_login_account number = find_account(account);
	unsigned char expected[PHONEWALL_LOGIN_DIGEST];
	const char *right;

	if (number == PHONEWALL_LOGIN_ACCOUNTS)
		return "there is no such account; log in as admin or user";
	right = password_of(settings, number);
	if (!*right)
		return refuse_account(settings, number);
	if (!take_attempt(logins, number, now))
		return "there were too many attempts; wait some seconds";
	if (!digest(right, expected) || !has_digest(password, expected))
		return "the password is wrong; try again";
	return begin(logins, number, password, now, session);
}

static struct phonewall_login *find(struct phonewall_logins *logins,
				    const char *name)
{
	struct phonewall_login *found = NULL;

	if (strlen(name) != PHONEWALL_LOGIN_SESSION_LENGTH)
		return NULL;
	for (size_t i = 0; i < PHONEWALL_LOGINS_MAX; i++)
		if (!CRYPTO_memcmp(logins->list[i].name, name,
				   PHONEWALL_LOGIN_SESSION_LENGTH))
			found = &logins->list[i];
	return found;
}

static bool is_over(const struct phonewall_login *session,
		    const struct phonewall_web_settings *settings, uint64_t now)
{
	const char *password = password_of(settings, session->account);

	return now - session->used >= PHONEWALL_LOGIN_IDLE_MS ||
	       now - session->begun >= PHONEWALL_LOGIN_MAX_MS ||
	       !*password || !has_digest(password, session->digest);
}

const struct phonewall_login *
phonewall_logins_find(struct phonewall_logins *logins,
		      const struct phonewall_web_settings *settings,
		      const char *name, uint64_t now)
{
	struct phonewall_login *session = find(logins, name);

	if (!session)
		return NULL;
	if (is_over(session, settings, now)) {
		*session = (struct phonewall_login){ 0 };
		return NULL;
	}
	session->used = now;
	return session;
}

void phonewall_logins_end(struct phonewall_logins *logins, const char *name)
{
	struct phonewall_login *session = find(logins, name);

	if (session)
		*session = (struct phonewall_login){ 0 };
}
