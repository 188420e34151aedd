"""What comes in beside the pages: SMS, letters and calls. The listeners speak the protocols and
call these; here is what is understood, and what is answered to whom."""

from miz.audit.actors import Actor, Kind

BY_SMS = Actor(Kind.CITIZEN, "sms", "متقاضی، با پیامک")
BY_MAIL = Actor(Kind.CITIZEN, "email", "متقاضی، با ایمیل")
BY_PHONE = Actor(Kind.CITIZEN, "phone", "متقاضی، با تلفن")
