"""Pages about people and what they can see."""

from django.urls import path

from people.views import confirming, directory, imports, invitation, person, schools

app_name = "people"

urlpatterns = [
    path("", directory.people, name="people"),
    path("export.csv", directory.export, name="export"),
    path("add/", directory.add, name="add"),
    path("import/", imports.bring_in, name="import"),
    path("import/template.csv", imports.template, name="import-template"),
    path("to-confirm/", confirming.to_confirm, name="to-confirm"),
    path("to-confirm/posts/<int:pk>/confirm/", confirming.post_confirm, name="post-confirm"),
    path("to-confirm/posts/<int:pk>/refuse/", confirming.post_refuse, name="post-refuse"),
    path("to-confirm/addresses/<int:pk>/confirm/", confirming.address_confirm, name="address-confirm"),
    path("to-confirm/addresses/<int:pk>/refuse/", confirming.address_refuse, name="address-refuse"),
    path("invitation/<str:key>/<str:token>/", invitation.invitation, name="invitation"),
    path("schools/<str:urn>/", schools.school, name="school"),
    path("schools/<str:urn>/readings/", schools.readings, name="readings"),
    path("schools/<str:urn>/share/", schools.share, name="share"),
    path("schools/<str:urn>/shares/<int:pk>/end/", schools.share_end, name="share-end"),
    path("posts/<int:pk>/end/", person.post_end, name="post-end"),
    path("<int:pk>/", person.person, name="person"),
    path("<int:pk>/change/", person.change, name="change"),
    path("<int:pk>/appoint/", person.appoint, name="appoint"),
    path("<int:pk>/deactivate/", person.deactivate, name="deactivate"),
    path("<int:pk>/reactivate/", person.reactivate, name="reactivate"),
    path("<int:pk>/invite/", person.invite, name="invite"),
]
