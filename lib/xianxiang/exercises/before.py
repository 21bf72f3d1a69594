"""Ten questions before the book, the same as those after it: what people tend to believe stands among the options.

They are asked without verdict. No question needs a term of the book, and each wrong option is a belief that many hold. The options
of a question are about equally long, so that their length says nothing.
"""

from ..teach.bank import Bank, Choice

BANK = Bank("before", [
    Choice(
        name="larger-penalty", title="A larger penalty", graded=False, right=0,
        ask="Two governments hide a problem together. The penalty for a problem that is found is doubled; nothing else changes. What will the two do?",
        options=[
            ("They stick together more if it hits both alike, and may part if one can pass it on",
             "A penalty that both bear is something both lose together, so there is more to protect. A penalty on a person can be moved to the other side, and that may part them."),
            ("They stop hiding: a larger penalty always makes hiding a worse bet",
             "The penalty falls if the problem is *found*, and hiding makes that less likely. The larger the penalty on both, the more hiding is worth."),
            ("They go on as before: whoever hides does not expect to be found, so the size does not matter",
             "Hiding is never sure, and whoever hides counts with a chance of being found. The size matters; in which direction is the question."),
            ("They hide more firmly, whomever it falls on: fear ties people together",
             "It ties them as long as they bear it together. Where one of them can move his part to the other, fear is a reason to keep a distance."),
        ],
    ),
    Choice(
        name="same-people", title="The same people", graded=False, right=1,
        ask="In one decade the officials of a county and its townships cover for each other; in the next they accuse each other. What must have changed in the *people*?",
        options=[
            ("Their character: they must have become less loyal, or more selfish than they were",
             "They may have. But rules can change what is best for people who stay exactly as they were; no change of character is needed."),
            ("Nothing: under other rules the same people can do best by another course",
             "This is what the book's model shows: the same two players, other rules, another equilibrium."),
            ("Their names: others must have come into office, with other habits and other friends",
             "Others may have come. The model keeps the players and changes the rules, and that alone turns cover into accusation."),
            ("Their conscience: they must have come to see that hiding is wrong",
             "In the model nobody learns anything about right and wrong, and the change comes all the same."),
        ],
    ),
    Choice(
        name="both-worse", title="Both are worse off", graded=False, right=2,
        ask="Each of two sides passes the blame to the other. Both would be better off if neither did. Why does it go on?",
        options=[
            ("Because each would rather harm the other than help himself",
             "No spite is needed. Each may wish the other well, and still lose by being the only one to stop."),
            ("Because they have not yet seen that both would gain if neither did",
             "They may see it clearly. Whoever stops alone takes the other's blame on top of his own."),
            ("Because whoever stops alone is worse off than if he goes on",
             "That is what an equilibrium is: no side gains by changing its own course alone, whatever both would prefer together."),
            ("Because someone above them orders it, and gains by their quarrel",
             "Nobody has to. It is each side's best reply to the other's conduct."),
        ],
    ),
    Choice(
        name="two-neighbours", title="Two neighbours under one law", graded=False, right=0,
        ask="Under the same rules one county hides its problems together with its townships, and its neighbour is at odds with its own. What has to differ between the two?",
        options=[
            ("Nothing but their past: there are rules under which either conduct lasts",
             "Where two conducts are stable under the same rules, each lasts once it is there. Accident can decide which."),
            ("The rules as they are applied: one of the two must feel them more",
             "That would be one explanation. It is not needed: under some rules both conducts are stable."),
            ("Their leaders: in one of the two they must be bolder, or more loyal",
             "That would be one explanation. It is not needed: leaders who are alike, under the same rules, can hold each other in different conducts."),
            ("Their place in time: one of them is about to become like the other",
             "Both conducts can last. Nothing draws one to the other, until rules or accident push it over a threshold."),
        ],
    ),
    Choice(
        name="way-back", title="The way back", graded=False, right=3,
        ask="New rules have ended an alliance. Now they are taken back, step by step. When does the alliance return?",
        options=[
            ("At the very step at which it broke: the same rules go with the same conduct",
             "Conduct depends on what the other side does, and by then both expect blame. So the threshold on the way back lies elsewhere."),
            ("With the first step back: once the pressure falls, old friends find each other",
             "As long as each expects the other to pass the blame, keeping a distance stays the best reply for a while."),
            ("Never: trust that is lost does not come back, whatever becomes of the rules",
             "It can: far enough back, hiding together is best whatever the other does."),
            ("Perhaps later than it left: more may have to be undone than it took to end it",
             "Where two conducts are stable, the present one lasts until the rules no longer allow it. The way back need not be the way there."),
        ],
    ),
    Choice(
        name="the-cause", title="The cause", graded=False, right=1,
        ask="Several rules were changed, and an alliance broke. It would have held had any one of three of the changes been left out. How much of the break did each of the three bring about?",
        options=[
            ("A third: the three were needed alike, so each of them brought about a third",
             "That may be a fair way to divide it. But no trial would show a third: added first a change does nothing, added last it does everything."),
            ("No part of its own: with the two others it decides all, without them nothing",
             "What one change does depends on which others are there. Added first it does nothing, added last everything, and that holds for each of the three."),
            ("All of it, for the one that came last: until then the alliance had held",
             "It was last by accident. Had it come first, it would have done nothing, and another would have been the last."),
            ("Nothing: none of the three would have broken the alliance by itself",
             "By itself none would. But leave out any one of them, and the alliance holds."),
        ],
    ),
    Choice(
        name="more-files", title="More files", graded=False, right=2,
        ask="Responsibility is traced more strictly, and files grow thicker. What follows for the work itself?",
        options=[
            ("More of it: who is watched more closely works harder, whatever he writes down",
             "Harder at what is seen. Where a file protects better than work does, effort goes into the file."),
            ("Less of it: hours that go into files are hours that are lost to the work",
             "Not always: where the sanction becomes harsher, both may rise. It depends on what became stricter."),
            ("More or less: a finer look turns work into paper, a harsher sanction mostly adds to both",
             "Stricter tracing is more than one thing. Finer or cheaper tracing turns work into paper; harsher tracing mostly brings more of both."),
            ("As much as before: files record what is done, and do not change what is worth doing",
             "They change what an official is blamed for, so they change what is worth doing."),
        ],
    ),
    Choice(
        name="longer-list", title="A longer list", graded=False, right=0,
        ask="A township fails its whole evaluation if any one item on a list goes wrong; each item has to be seen to by itself. The list grows longer, and what hangs on the evaluation stays the same. "
            "What happens to the care that is worth taking over *each single* item?",
        options=[
            ("It falls, if anything: one item saved saves the whole less often",
             "One item saved helps only if all others go well, too; the longer the list, the rarer that is."),
            ("It rises: there is more to fail by, and any single item fails it all",
             "Any single item could fail it all before. What is new is that the others can, too, and then care for this one was in vain."),
            ("It stays as it was: each item still decides over the same whole",
             "It decides only where nothing else has gone wrong, and that becomes rarer with each item."),
            ("It rises up to a point, beyond which nobody can keep up with the list",
             "All the items together may take more effort. The effort worth taking over one of them does not rise with the length of the list, at any length."),
        ],
    ),
    Choice(
        name="heavy-hand", title="A heavy hand", graded=False, right=3,
        ask="After an accident a county punishes its township far more than the case deserves. Superiors cannot see whether the county knew of the danger. If it did, those whom it punishes could tell. What does the excess say about the county?",
        options=[
            ("That it has something to hide: who had no part in it need not strike so hard",
             "Excess is dearer for a county that knew, since the punished could tell. Those who had no part in it strike because they can, and show it by striking."),
            ("That it had no part in it: who knew would not dare, whatever is at stake",
             "Only while little is at stake. When much is, those who knew strike as hard, and it tells nothing."),
            ("That it is strict by habit: how hard one strikes shows what one is like",
             "It may be. But a show of severity pays for those who want to be told apart, whatever their habits."),
            ("Nothing against it: only the innocent go so far for little, all do for much",
             "A costly signal separates as long as only one kind can afford it. When the stakes are high enough, all send it."),
        ],
    ),
    Choice(
        name="what-would-tell", title="What would tell", graded=False, right=1,
        ask="After a reform there are more sanctions and more files. One scholar says: they pass the blame. Another says: now the work is done properly. What would tell the two apart?",
        options=[
            ("A further rise in sanctions and files, after the next reform", "Both expect it. A fact that both stories predict speaks for neither."),
            ("A change in something of which the two expect opposite signs", "Evidence separates two explanations where they part. So first ask of each what it forbids."),
            ("A larger sample, so that the rise which was found is beyond doubt", "That makes the rise certain, not its explanation. Both stories agree on the rise."),
            ("The word of officials, asked in confidence whether they feel pressed", "Both stories have pressure in them."),
        ],
    ),
])
