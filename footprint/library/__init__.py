"""The factor library: what people and machines may ask about published factors. Pure, cached per set.

`catalogue` finds rows and relates them, `uses` says where a row is used, `differences` compares two
sets, `gwp` tabulates warming potentials and computes blends, `disagreement` shows why calculators
differ, `left_out` names the rows that no set holds. Sets never change, so nothing here is computed twice.
"""
