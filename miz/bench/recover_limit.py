"""The rows of one recovery in the least SQL: asked, sent, proved, set, in four transactions."""

SCRIPT = """
\\set code random(1000000000, 9999999999)
begin;
with m as (
    insert into outbox_message (channel, kind, recipient, title, body, language, reference,
        priority, optional, decoy, state, attempts, due_at, created_at, gateway_reference, error)
    values ('sms', 'bench', '0' || :code, '', 'کد بازیابی گذرواژهٔ شما: ۱۲۳۴۵۶', 'fa',
        'bench:' || :code, 0, false, false, 'queued', 0, now(), now(), '', '')
    returning id
), r as (
    insert into citizens_recovery (way, citizen_id, browser, message_id, asked_at, ended)
    select 'code', 0, decode(md5(:code || clock_timestamp()::text), 'hex'), m.id, now(), '' from m
    returning id
), c as (
    insert into accounts_onetimecode (subject, digest, expires_at, tries)
    select 'recovery:' || id, decode(md5(:code::text), 'hex'), now() + interval '5 minutes', 0
    from r
)
insert into audit_event (at, actor_kind, actor_id, actor_label, action, subject, reason, details)
select now(), 'citizen', '', '', 'recovery.ask', 'recovery:' || id, '', '{}' from r;
commit;
update outbox_message set state = 'sent', sent_at = now(), attempts = 1, gateway_reference = '1'
where reference = 'bench:' || :code;
begin;
with r as (
    update citizens_recovery set used_at = now()
    where message_id = (select id from outbox_message where reference = 'bench:' || :code limit 1)
    returning id
), c as (
    delete from accounts_onetimecode where subject in (select 'recovery:' || id from r)
)
insert into audit_event (at, actor_kind, actor_id, actor_label, action, subject, reason, details)
select now(), 'citizen', '', '', 'recovery.prove', 'recovery:' || id, '', '{}' from r;
commit;
begin;
with r as (
    update citizens_recovery set password_set_at = now(), ended = 'set'
    where message_id = (select id from outbox_message where reference = 'bench:' || :code limit 1)
    returning id
), p as (
    update citizens_citizen set password = md5(:code::text)
    where id = (select min(id) + :code::bigint % 1000 from citizens_citizen)
), s as (
    insert into citizens_citizensession (digest, citizen_id, way, device, began_at, seen_at)
    select decode(md5(:code || clock_timestamp()::text), 'hex'), min(id), 'code', '', now(), now()
    from citizens_citizen
), m as (
    insert into outbox_message (channel, kind, recipient, title, body, language, reference,
        priority, optional, decoy, state, attempts, due_at, created_at, gateway_reference, error)
    select channel, 'bench', '0' || :code, '', 'گذرواژهٔ حساب شما عوض شد.', 'fa', 'news:' || :code,
        0, false, false, 'queued', 0, now(), now(), '', ''
    from (values ('sms'), ('app')) v (channel)
)
insert into audit_event (at, actor_kind, actor_id, actor_label, action, subject, reason, details)
select now(), 'citizen', '', '', 'citizen.password', 'citizen:1', '', '{}' from r;
commit;
"""
