/**
 * What people say to a bot that no pack answers: small talk, talk about the work at hand, and questions on the rest of the world. The matcher
 * learns these lines as what is none of its labels (a background class: Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection with
 * Outlier Exposure", 2019); they are never shown and never an answer. Written for Tiebreak, in the words of no pack;
 * `§` stands for any option.
 */
export const background: readonly string[] = `
hi all, good morning
hey, how's everyone doing
hello team
evening everybody, happy friday
talk tomorrow then
bye for now, have a nice weekend
great, cheers, that helped a lot
cheers mate, much appreciated
no worries, my pleasure
ok cool, sounds good to me
haha nice one
lol that made me laugh
yeah I agree with what you said
nope, not really
sorry, my mistake, ignore that
never mind, I figured it out
I don't care either way
congratulations on the new baby
am I chatting with real people here
do you dream at night
what's your favourite colour
cheer me up with a riddle
you're a useless robot
be quiet, bot
I'm tired and hungry
I love this song
who wants to grab lunch
will it rain this afternoon in the mountains
how hot does it get in the desert in summer
what year did the second world war end
who painted the famous ceiling in rome
which ocean is the deepest
how many planets go around the sun
what is the longest river on earth
who is the president of brazil
how far away is the moon
explain photosynthesis to a child
is 97 a prime number
is there life on other planets
who wrote that play about the danish prince
which team won the match last night
how do you treat a sprained ankle
what are the symptoms of the flu
my dog ate chocolate, is that dangerous
how do I lose belly fat
best way to remove a wine stain from a carpet
how do I poach an egg
where can I buy cheap running shoes
what film is on at the cinema tonight
recommend a good novel for the beach
how tall is the tallest building
what's the price of gold today
should I buy a house or keep renting
how do I file for divorce
translate this sentence into german for me
when is mother's day
set a wake-up call for six
how do I grow tomatoes on a balcony
who invented the light bulb
what does a lawyer earn in canada
when is the meeting tomorrow
can someone review my pull request
I pushed a fix, tests are green again
the build is broken since this morning
please restart the server, it hangs
who is on call this week
I get an error when I run the script on my laptop
how do I exit vim
my printer is not responding
how do I undo the last commit in git
what is docker and how do I install it
how do I sort a list in javascript
what is a programming language for beginners like scratch or rust
which laptop should I get for coding
how do I become a data scientist
is the office open on monday
I added the ticket to the board
could you send me the link to the document
any rain forecast for the coast
what's the tallest mountain in africa
how many people live in tokyo
who won the nobel prize for chemistry
what is the currency of norway
which country has the most islands
when was the first railway built
who was the queen before victoria
what happened in the french revolution
how does a volcano erupt
why is the sea salty
why are magnets attracted to iron
at what temperature does mercury boil
name the bones of the hand
why do cats purr
are pandas vegetarians
how long do elephants live
which dog breed is good with kids
how do I get rid of ants in the garden
when should I plant tulips
what is the difference between jam and marmalade
how do I make pizza dough without yeast
which wine goes with fish
is coffee bad for your heart
how much sleep does a teenager need
what helps against a headache
how many steps a day are healthy
what is a good stretch for a sore back
who scored the most goals in the league
who is going to win the championship
what are the rules of chess
tips for sketching faces
which guitar should a child start on
who sang that hit from the eighties
when does the next season of the show start
what is the best film of all times
who plays the villain in that movie
what is a good birthday present for my sister
how do I tie a tie
what colour goes with navy trousers
where can I get my shoes repaired
how do I fix a leaking tap
what does it cost to paint a room
how do I change a bicycle chain
which electric car has the longest range
how do I get a driving licence abroad
how far is it from madrid to lisbon by train
do I have to tip in japan
what is the stock market doing today
should I invest in bitcoin or in gold
how do I start a company in estonia
why is inflation so high
how do I write a cover letter
what should I say in a job interview
how do I ask my boss for more money
who leads the sales department now
what's for lunch in the canteen
where do I hand in my sick note
how do I apply to a university in the states
a synonym for serendipity
is it one r or two in rhythm
what is the past tense of to lie
how do I learn italian quickly
how old is the universe
will robots take over the world
what do you think about politics
is there a god
what should I name my cat
tell me what you did yesterday
do you know any other bots
which phone has the best camera
how do I free up space on my phone
why is my wifi so slow upstairs
how do I block a number
my screen stays black when I switch it on
how do I make a pivot table in a spreadsheet
turn a video into audio
what is blockchain in simple words
what is rust
what is kubernetes
what is quantum computing
what is haskell
what is gluten
tell me a bedtime story
tell me about napoleon
explain recursion to me
how do I center a div
how do I connect to a database over ssh
what does this error mean
how do I merge two branches
who broke the pipeline again
can you approve my merge request
I will look into it tomorrow morning
let's talk about that in the retro
I am on holiday until monday
the demo went well, thanks to everyone
please update the ticket before the standup
how do I install § on windows
pip install § fails with permission denied
§ throws a 404 on every page after the upgrade
I get a strange exception from § when I submit the form
§ will not start on port 80
how do I upgrade § to the newest version
which version of § do you run
how do I deploy § with nginx on ubuntu
my § container keeps restarting
how do I read an uploaded file in §
how do I pass a variable from § to javascript
how do I send a mail with §
where do I put the config file of §
how do I write a query in § that joins two tables
how can I schedule a nightly job in §
what does this line of § code do
can you write me a § app for my homework
can somebody help me with my § project
I am looking for a § developer, remote
how much does a § developer make
§ interview questions and answers
who created § and when
why is § called §
what does the logo of § show
is § free for commercial use, which licence
good book about §
free video course on §
any § meetup in berlin
when does the next release of § come out
what is new in §
I am rewriting the login page of our § site this week
we released a new § plugin yesterday
our § client is unhappy with the invoice
which hosting is cheapest for §
how do I set up § in my editor
does § run on a raspberry pi
§ with mongodb and kafka on kubernetes, example please
why is my § page blank
`
  .trim()
  .split('\n');
