CATCHES = ["LABEL status=merge\nLABEL «status=hidden»", "LABEL display_name=a «Display_Name=b»"]
PASSES = ["LABEL display_name=a status=merge", "LABEL display_name=a\nLABEL status=merge", "LABEL x=1\nLABEL x=2"]
