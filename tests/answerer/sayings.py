"""What people type, sorted by what it should be taken for. Whatever was once mistaken belongs here."""

from __future__ import annotations

from bot.judgement import SmallTalk

WANTS_PERSON = """
agent
Live agent please
human
representative!!!
I need a human
can I talk to a human?
I want to speak to a real person
let me talk to someone
I'd like to speak with a manager about my bill
speak to your supervisor
Could you connect me with an agent, please?
connect me to support
put me through to a person
Transfer me to a representative
can someone call me
please call me back
have someone contact me
is there a human there?
is anybody there
anyone there?
Is there someone I can talk to about my invoice?
I don't want to talk to a bot
stop sending me to a robot, I need a person
I want a real person, not a bot
how can I speak to a human agent
why can't I talk to a person?
escalate this please
can you escalate my ticket
I want to chat with customer service
give me an operator now
I need to talk to someone from billing
hi, could you get me a human please
ＨＵＭＡＮ please
I want to t\u200balk to a hum\u200ban
speak to a live person
human please, this does not help
""".strip().splitlines()

WANTS_NO_PERSON = """
I want to talk to my agent about the invoice template
How do I add an agent to my workspace?
How many agent seats do we have?
what is a user agent
How do I transfer ownership to another person?
Can I share a dashboard with someone outside my company?
How do my customers talk to an agent in the widget?
I don't want to talk to a person, just tell me the price
Can I do this without talking to a person?
Do I need to talk to someone to close my account?
How do I invite someone to my project?
What are your support hours?
How do I contact support by phone?
where can I see the customer service opening times
Is there anyone who can edit a locked page?
How do I assign a ticket to an agent?
can someone help me unblock my pin?
Can anyone see my files?
What does a manager role allow?
How do I remove a person from my team?
human resources policy for holidays
How do I connect my calendar to the CRM?
Who is my account manager?
What is the difference between operator and viewer?
Someone changed my password
how do I escalate privileges for a service account
Please get me the invoice for May
Does the bot reply to direct messages?
How do I set up the support email address?
A representative example of the export format
""".strip().splitlines()

UPSET = """
This is ridiculous
you are useless
Useless bot
this is the worst service ever
I'm really frustrated with this
I am so angry right now
what a joke
waste of time
I've been waiting for hours and nobody answers
how many times do I have to explain this
for the third time, my invoice is wrong
fuck this
wtf is wrong with your app
thanks for nothing
I'm fed up with your product
you guys never help
this is unacceptable!
I hate this app
your support is pathetic
WHY IS NOTHING WORKING TODAY!!!
totally incompetent people
I'm sick of this
Nobody cares about your customers
you don't even understand what I'm asking
I'm done with you
This is absolutely terrible, I lost a day of work
""".strip().splitlines()

CALM = """
How do I reset my password?
My invoice is wrong, can you correct it?
I can't log in
The export does not work
How do I report a scam email?
What is the worst case for data loss?
Which day is trash day in the office?
How many times can I retry a payment?
My VPN is not working
I did not get the refund
URGENT: server down
HTTP ERROR 500 ON POST
Is there a useless files cleanup?
How do I cancel my subscription?
Why was my card declined?
Where can I complain about a delivery?
I'm not sure which plan I need
can you help me please
the page is empty
How do I delete everything?
No, I meant the other plan
It still says pending
what's the hold-up on order 1234?
Do you offer money back?
How do I mute a channel?
I lost my badge
""".strip().splitlines()

SMALL_TALK: dict[SmallTalk, list[str]] = {
    SmallTalk.GREETING: """
hi
Hello!
hey there
hiii
Good morning team
hi, how are you?
hello hello
Hey everyone
👋
good afternoon
hey, how is it going?
""".strip().splitlines(),
    SmallTalk.THANKS: """
thanks
Thank you so much!
thx
ok thanks
Great, thank you for your help
perfect, that worked
that helped, thanks a lot!
👍
Thanks 🙏🏽
awesome, cheers
got it, thank you
much appreciated
you're the best
""".strip().splitlines(),
    SmallTalk.FAREWELL: """
bye
Goodbye!
thanks, bye
see you later
have a nice day
ok thanks, have a great weekend
good night
""".strip().splitlines(),
    SmallTalk.NEVER_MIND: """
never mind
nvm
Nevermind, thanks
forget it
no thanks
I figured it out
all good now, thank you
don't worry about it
no longer needed
hi, never mind
""".strip().splitlines(),
}

NO_SMALL_TALK = """
hi, how do I reset my password?
thanks, but how do I do that on a phone?
hello I need a refund
Good morning, my laptop does not start
thanks for nothing
never mind the price, which plan has SSO?
bye bye data, how do I restore it?
how are invoices sent?
ok, what about the other plan?
thanks?
great, it is broken again
no
yes
test environment is down
hi bot, what can you do
is that all?
no thanks needed, but where is the invoice
help
hello world example for the API
goodbye email template
I found it but it does not open
?
""".strip().splitlines()
