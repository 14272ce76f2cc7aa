"""What is asked of the issuing platform: whole tonnes collected from retirements, and its answers, line by line.

``pool`` says what makes whole tonnes, ``sheet`` writes and reads the files (both pure), ``collecting`` and
``answering`` have the verbs, ``reading`` what the pages show.
"""
